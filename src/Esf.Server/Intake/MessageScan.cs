using System.Buffers;
using System.Collections.Concurrent;
using Esf.Domain;
using Esf.Domain.Errors;
using Esf.Server.Errors;
using Esf.Server.Mapping;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace Esf.Server.Intake;

/// <summary>Walks the wire form of a message: counts the items of its lists, and the memory that its objects would take.</summary>
/// <remarks>Two bytes on the wire can become an object of a hundred, so the size of a message does not bound what is made of it.</remarks>
internal static class MessageScan
{
    // Sizes of objects on a 64-bit runtime, rounded up: header, reference that holds it, its fields.
    private const int ObjectBytes = 48;
    private const int FieldBytes = 8;
    private const int UnknownFieldBytes = 128;

    private static readonly ConcurrentDictionary<MessageDescriptor, Layout> Layouts = new();

    /// <summary>Bytes of memory that the message's objects would take.</summary>
    /// <param name="message">The bytes on the wire.</param>
    /// <param name="type">The message that they should be.</param>
    /// <param name="isItem">Whether it is one item of a stream.</param>
    /// <exception cref="EsfException">A list has too many items, or the bytes are no message of the contract.</exception>
    public static long Measure(ReadOnlySequence<byte> message, MessageDescriptor type, bool isItem)
    {
        var lists = new ListBounds(isItem);
        var size = Walk(message, LayoutOf(type), lists);
        var violations = lists.Violations();
        return violations.Count > 0 ? throw new EsfException(Shape.RowOf(type), violations)
            : size > Limits.RequestObjectBytes ? throw UnreadableMessageMiddleware.Refusal("known_field")
            : size;
    }

    private static long Walk(ReadOnlySequence<byte> message, Layout type, ListBounds lists)
    {
        var reader = new SequenceReader<byte>(message);
        var size = (long)type.Size;
        var above = new Stack<Frame>();
        var frame = new Frame(type, message.Length, null, IsInside: false);
        while (true)
        {
            while (reader.Consumed == frame.End)
            {
                if (above.Count == 0)
                {
                    return size;
                }

                frame = above.Pop();
            }

            var tag = reader.Consumed < frame.End ? ReadVarint(ref reader) : throw UnreadableMessageMiddleware.Refusal();
            var field = frame.Type.Field((int)(tag >> 3));
            var wireType = (WireFormat.WireType)(tag & 7);
            var length = Length(ref reader, wireType);
            if (reader.Consumed + length > frame.End)
            {
                throw UnreadableMessageMiddleware.Refusal();
            }

            if (field is null || field.WireType != wireType)
            {
                size += UnknownFieldBytes + length;
            }
            else if (wireType == WireFormat.WireType.LengthDelimited)
            {
                if (field.List >= 0 && lists.IsNew(field.List))
                {
                    lists.Begin(field.List, frame.IsInside, PathOf(above, frame, field.Descriptor));
                }

                var isWanted = field.List < 0 || lists.Add(field.List);
                size += field.Message?.Size ?? ObjectBytes + (2 * length);
                if (length > 0 && field.Message is not null && isWanted)
                {
                    Push(above, frame);
                    frame = new(field.Message, reader.Consumed + length, field.Descriptor, frame.IsInside || field.Descriptor.IsRepeated);
                    continue;
                }
            }

            reader.Advance(length);
        }
    }

    private static void Push(Stack<Frame> above, Frame frame)
    {
        if (above.Count == Limits.MessageDepth)
        {
            throw UnreadableMessageMiddleware.Refusal();
        }

        above.Push(frame);
    }

    // Bytes of the value that are still to come. The contract has no groups.
    private static long Length(ref SequenceReader<byte> reader, WireFormat.WireType type)
    {
        switch (type)
        {
            case WireFormat.WireType.Varint:
                ReadVarint(ref reader);
                return 0;
            case WireFormat.WireType.Fixed64:
                return sizeof(long);
            case WireFormat.WireType.Fixed32:
                return sizeof(int);
            case WireFormat.WireType.LengthDelimited when ReadVarint(ref reader) is <= int.MaxValue and var length:
                return (long)length;
            default:
                throw UnreadableMessageMiddleware.Refusal();
        }
    }

    private static ulong ReadVarint(ref SequenceReader<byte> reader)
    {
        var value = 0UL;
        for (var shift = 0; shift < 64; shift += 7)
        {
            if (!reader.TryRead(out var part))
            {
                break;
            }

            value |= (ulong)(part & 0x7F) << shift;
            if (part < 0x80)
            {
                return value;
            }
        }

        throw UnreadableMessageMiddleware.Refusal();
    }

    private static string PathOf(Stack<Frame> above, Frame frame, FieldDescriptor field) =>
        string.Join('.', above.Reverse().Append(frame).Select(part => part.Field?.Name).OfType<string>().Append(field.Name));

    private static Layout LayoutOf(MessageDescriptor type) => Layouts.GetOrAdd(type, static key => new(key));

    private readonly record struct Frame(Layout Type, long End, FieldDescriptor? Field, bool IsInside);

    /// <summary>The fields of a message by number.</summary>
    private sealed class Layout
    {
        private readonly LayoutField?[] _fields;

        public Layout(MessageDescriptor type)
        {
            var fields = type.Fields.InFieldNumberOrder();
            Size = ObjectBytes + (FieldBytes * fields.Count);
            _fields = new LayoutField?[fields.Count == 0 ? 0 : fields[^1].FieldNumber + 1];
            foreach (var field in fields)
            {
                _fields[field.FieldNumber] = new(field);
            }
        }

        /// <summary>Bytes of memory of one object.</summary>
        public int Size { get; }

        public LayoutField? Field(int number) => number >= 0 && number < _fields.Length ? _fields[number] : null;
    }

    private sealed class LayoutField(FieldDescriptor descriptor)
    {
        private Layout? _message;

        public FieldDescriptor Descriptor => descriptor;

        /// <summary>Its place among the lists that have a bound; -1: it has none.</summary>
        public int List { get; } = ListBounds.IndexOf(descriptor);

        public WireFormat.WireType WireType { get; } = descriptor.FieldType switch
        {
            FieldType.Message or FieldType.String or FieldType.Bytes => WireFormat.WireType.LengthDelimited,
            FieldType.Double or FieldType.Fixed64 or FieldType.SFixed64 => WireFormat.WireType.Fixed64,
            FieldType.Float or FieldType.Fixed32 or FieldType.SFixed32 => WireFormat.WireType.Fixed32,
            _ => WireFormat.WireType.Varint,
        };

        // Looked up when it is met: messages may name each other in a circle.
        public Layout? Message => descriptor.FieldType == FieldType.Message ? _message ??= LayoutOf(descriptor.MessageType) : null;
    }
}
