import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const repository = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../..");
const START_LIMIT_MS = 60_000;

/** The built server as a process of its own: a new database in a temporary folder, its clock in the morning of 2026-05-26. */
export class TestServer {
  private constructor(
    readonly grpc: string,
    readonly json: string,
    private readonly process: ChildProcess,
    private readonly folder: string,
  ) {}

  static async start(): Promise<TestServer> {
    const folder = await mkdtemp(path.join(tmpdir(), "esf-node-"));
    const [grpc, json] = [`http://127.0.0.1:${await freePort()}`, `http://127.0.0.1:${await freePort()}`];
    const output: string[] = [];
    const child = spawn(
      process.env["DOTNET_HOST_PATH"] ?? "dotnet",
      [
        path.join(repository, "src/Esf.Server/bin/Debug/net10.0/Esf.Server.dll"),
        "--environment=Development",
        "--Logging:LogLevel:Default=Warning",
        "--Sandbox:ClockStart=2026-05-26T09:00:00+05:00",
        `--Endpoints:Grpc=${grpc}`,
        `--Endpoints:Json=${json}`,
      ],
      { cwd: folder, stdio: ["ignore", "pipe", "pipe"] },
    );
    child.stdout.on("data", (data) => output.push(String(data)));
    child.stderr.on("data", (data) => output.push(String(data)));
    const server = new TestServer(grpc, json, child, folder);
    try {
      await server.#ready(output);
      return server;
    } catch (failure) {
      await server.stop();
      throw failure;
    }
  }

  async stop(): Promise<void> {
    if (this.process.exitCode === null && this.process.signalCode === null) {
      const ended = once(this.process, "exit");
      this.process.kill("SIGTERM");
      const kill = setTimeout(() => this.process.kill("SIGKILL"), 15_000);
      await ended;
      clearTimeout(kill);
    }
    await rm(this.folder, { recursive: true, force: true });
  }

  async #ready(output: readonly string[]): Promise<void> {
    for (const limit = Date.now() + START_LIMIT_MS; Date.now() < limit && this.process.exitCode === null;) {
      const answer = await fetch(`${this.json}/readyz`).catch(() => undefined);
      if (answer?.ok) {
        return;
      }
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    throw new Error(`The server does not start; build it with 'dotnet build src/Esf.Server'.\n${output.join("")}`);
  }
}

async function freePort(): Promise<number> {
  const listener = createServer();
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const address = listener.address();
  listener.close();
  await once(listener, "close");
  if (address === null || typeof address === "string") {
    throw new Error("No free port.");
  }
  return address.port;
}
