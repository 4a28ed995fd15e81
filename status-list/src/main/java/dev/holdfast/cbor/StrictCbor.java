package dev.holdfast.cbor;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.dataformat.cbor.CBORFactory;
import com.fasterxml.jackson.dataformat.cbor.CBORGenerator;
import dev.holdfast.layout.Malformed;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Reads one CBOR item (RFC 8949) from beginning to end, asking for what is expected. Refuses what a signed
/// document has no use for: indefinite lengths, tags that nobody asked for, repeated keys, keys that are neither
/// text nor number, bytes behind the item. Allocates as it reads, never as a length claims. For one thread.
public final class StrictCbor {
    private static final int MAX_DEPTH = 16;
    /// The most items in one document, keys included.
    private static final int MAX_ITEMS = 4096;

    private static final int MAX_TEXT = 64 << 10;
    private static final int MAJOR_NEGATIVE = 1;
    private static final int MAJOR_TEXT = 3;
    private static final int MAJOR_TAG = 6;
    private static final int INDEFINITE = 31;

    private static final CBORFactory FACTORY = CBORFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxStringLength(MAX_TEXT)
                    .maxNameLength(256)
                    .maxNumberLength(64)
                    .build())
            .build();

    private final byte[] input;
    private final JsonParser parser;
    private final String what;
    private int items;

    private StrictCbor(byte[] input, int from, String what) throws IOException {
        this.input = input;
        this.parser = FACTORY.createParser(input, from, input.length - from);
        this.what = what;
    }

    /// How a document is read.
    @FunctionalInterface
    public interface Reading<T> {
        /// Reads exactly one item.
        T read(StrictCbor in) throws Malformed, IOException;
    }

    /// What is done with an entry of a map.
    @FunctionalInterface
    public interface Entry {
        /// Reads exactly one item, the value.
        void read(Label label) throws Malformed, IOException;
    }

    /// Reads a document.
    ///
    /// @param what names it in messages
    public static <T> T read(byte[] input, String what, Reading<T> reading) throws Malformed {
        return read(input, 0, what, reading);
    }

    /// Reads a document that has to have a tag.
    ///
    /// @param tag below 24, which is one byte
    public static <T> T readTagged(byte[] input, int tag, String what, Reading<T> reading) throws Malformed {
        if (input.length == 0 || (input[0] & 0xff) != (MAJOR_TAG << 5 | tag)) {
            throw new Malformed(what + " does not have the tag " + tag);
        }
        return read(input, 1, what, reading);
    }

    private static <T> T read(byte[] input, int from, String what, Reading<T> reading) throws Malformed {
        try {
            StrictCbor in = new StrictCbor(input, from, what);
            T value = reading.read(in);
            if (in.parser.currentLocation().getByteOffset() != input.length) {
                throw new Malformed("bytes follow " + what);
            }
            return value;
        } catch (IOException e) {
            throw new Malformed(what + " is not well-formed CBOR", e);
        }
    }

    /// How a document is written.
    @FunctionalInterface
    public interface Writing {
        /// Writes exactly one item, with lengths stated before what they measure.
        void write(CBORGenerator out) throws IOException;
    }

    /// Writes a document.
    public static byte[] write(Writing writing) {
        return write(512, writing);
    }

    /// Writes a document.
    ///
    /// @param about how many bytes to expect
    public static byte[] write(int about, Writing writing) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(about);
        try (CBORGenerator out = FACTORY.createGenerator(bytes)) {
            writing.write(out);
        } catch (IOException e) {
            throw new UncheckedIOException("memory does not fail", e);
        }
        return bytes.toByteArray();
    }

    /// An array of exactly `size` items, fewer than 24; they are read next, and then [#endArray].
    public void array(int size, String name) throws Malformed, IOException {
        boolean begun = next() == JsonToken.START_ARRAY;
        require(begun && (initial() & 0x1f) == size, name, "an array of " + size);
    }

    /// The end of an array.
    public void endArray() throws IOException, Malformed {
        require(parser.nextToken() == JsonToken.END_ARRAY, what, "an array of that size");
    }

    /// A map, entry by entry in its own order.
    public void map(String name, Entry entry) throws Malformed, IOException {
        require(next() == JsonToken.START_OBJECT, name, "a map");
        entries(name, entry);
    }

    private void entries(String name, Entry entry) throws Malformed, IOException {
        Set<Label> seen = new HashSet<>();
        for (JsonToken token = next(); token != JsonToken.END_OBJECT; token = next()) {
            require(token == JsonToken.FIELD_NAME, name, "a map");
            Label label = label(name);
            if (!seen.add(label)) {
                throw new Malformed(name + " has a key twice");
            }
            entry.read(label);
        }
    }

    private Label label(String name) throws Malformed, IOException {
        int major = initial() >> 5;
        if (major > MAJOR_NEGATIVE && major != MAJOR_TEXT) {
            throw new Malformed(name + " has a key that is neither text nor number");
        }
        String text = parser.currentName();
        if (major == MAJOR_TEXT) {
            return new Label.Named(text);
        }
        try {
            return new Label.Numbered(Long.parseLong(text));
        } catch (NumberFormatException e) {
            throw new Malformed(name + " has a key beyond 64 bits", e);
        }
    }

    /// A byte string.
    public byte[] bytes(String name) throws Malformed, IOException {
        require(next() == JsonToken.VALUE_EMBEDDED_OBJECT, name, "a byte string");
        return parser.getBinaryValue();
    }

    /// A byte string, or an array of at least two.
    public List<byte[]> oneOrMore(String name) throws Malformed, IOException {
        JsonToken first = next();
        if (first == JsonToken.VALUE_EMBEDDED_OBJECT) {
            return List.of(parser.getBinaryValue());
        }
        require(first == JsonToken.START_ARRAY, name, "a byte string or an array of them");
        List<byte[]> several = new ArrayList<>();
        for (JsonToken item = next(); item != JsonToken.END_ARRAY; item = next()) {
            require(item == JsonToken.VALUE_EMBEDDED_OBJECT, name, "an array of byte strings");
            several.add(parser.getBinaryValue());
        }
        require(several.size() > 1, name, "an array of two byte strings or more");
        return several;
    }

    /// A text.
    public String text(String name) throws Malformed, IOException {
        require(next() == JsonToken.VALUE_STRING, name, "a text");
        return parser.getText();
    }

    /// An integer of at most 64 bits.
    public long integer(String name) throws Malformed, IOException {
        require(next() == JsonToken.VALUE_NUMBER_INT, name, "an integer");
        return switch (parser.getNumberType()) {
            case INT, LONG -> parser.getLongValue();
            default -> throw new Malformed(name + " is beyond 64 bits");
        };
    }

    /// An integer in `min`…`max`.
    public int integer(String name, int min, int max) throws Malformed, IOException {
        long value = integer(name);
        if (value < min || value > max) {
            throw new Malformed(name + " is outside " + min + "…" + max);
        }
        return (int) value;
    }

    /// Any item: it is well-formed and of no interest.
    public void skip() throws Malformed, IOException {
        skip(next());
    }

    private void skip(JsonToken token) throws Malformed, IOException {
        if (token == JsonToken.START_OBJECT) {
            entries("a map", _ -> skip());
        } else if (token == JsonToken.START_ARRAY) {
            for (JsonToken item = next(); item != JsonToken.END_ARRAY; item = next()) {
                skip(item);
            }
        } else {
            parser.finishToken();
        }
    }

    private JsonToken next() throws Malformed, IOException {
        JsonToken token = parser.nextToken();
        if (token == null) {
            throw new Malformed(what + " is cut off");
        }
        if (token != JsonToken.END_OBJECT && token != JsonToken.END_ARRAY) {
            if (++items > MAX_ITEMS) {
                throw new Malformed(what + " has more than " + MAX_ITEMS + " items");
            }
            int initial = initial();
            if (initial >> 5 == MAJOR_TAG) {
                throw new Malformed(what + " has a tag where none belongs");
            }
            if ((initial & 0x1f) == INDEFINITE) {
                throw new Malformed(what + " has an item of indefinite length");
            }
        }
        return token;
    }

    /// The first byte of the current item: its kind, and its length or where that stands.
    private int initial() {
        return input[(int) parser.currentTokenLocation().getByteOffset()] & 0xff;
    }

    private static void require(boolean holds, String name, String expected) throws Malformed {
        if (!holds) {
            throw new Malformed(name + " is not " + expected);
        }
    }
}
