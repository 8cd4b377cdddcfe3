import { type EsfTransport, sleep } from "./transport.js";
import { clientErrors } from "./failures.js";
import { EsfError } from "./errors.js";

/** The messages of a server stream from the second on, and the first one; undefined when the stream is empty. */
export interface Opened<Message> {
  readonly first: Message | undefined;
  readonly rest: AsyncIterable<Message>;
}

/**
 * Opens a server stream and waits for its first message. Only opening is repeated, as any call that got no answer: until then nothing
 * was given that could come twice. Each message must come within the deadline; a break is an error, and what was given stands.
 */
export async function open<Message>(
  transport: EsfTransport, start: (signal: AbortSignal) => AsyncIterable<Message>, signal: AbortSignal | undefined,
): Promise<Opened<Message>> {
  for (let attempt = 1; ; attempt++) {
    const messages = timed(transport, start, signal, attempt);
    try {
      const first = await messages.next();
      return { first: first.done === true ? undefined : first.value, rest: messages };
    } catch (thrown) {
      const pause = thrown instanceof EsfError && attempt < transport.maxAttempts ? transport.pauseAfter(thrown, attempt) : undefined;
      if (pause === undefined || signal?.aborted === true) {
        throw thrown;
      }
      await sleep(pause, signal);
    }
  }
}

async function* timed<Message>(
  transport: EsfTransport, start: (signal: AbortSignal) => AsyncIterable<Message>, signal: AbortSignal | undefined, attempts: number,
): AsyncGenerator<Message, undefined> {
  const silence = new AbortController();
  const wait = () => setTimeout(() => silence.abort(), transport.deadlineMs);
  let timer = wait();
  try {
    for await (const message of start(signal === undefined ? silence.signal : AbortSignal.any([signal, silence.signal]))) {
      // The time that the caller takes over a message is no silence of the server.
      clearTimeout(timer);
      yield message;
      timer = wait();
    }
  } catch (thrown) {
    throw silence.signal.aborted
      ? transport.failures.of(clientErrors.noAnswer, { attempts, cause: thrown }, { seconds: String(transport.deadlineMs / 1000) })
      : thrown;
  } finally {
    clearTimeout(timer);
    silence.abort();
  }
}
