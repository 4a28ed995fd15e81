package dev.holdfast.schema;

import dev.holdfast.layout.Malformed;
import java.util.List;
import org.apache.avro.Schema;

/// Walks Avro binary before Avro does: every length must lie inside the bytes that arrived, every branch must
/// exist, and nothing may follow. So a short message cannot ask for a long buffer.
public final class WireBounds {
    /// How deep values may lie in one another; no released contract has more than four levels.
    private static final int MOST_LEVELS = 64;

    private final byte[] bytes;
    private int at;
    private int level;

    private WireBounds(byte[] bytes, int from) {
        this.bytes = bytes;
        this.at = from;
    }

    /// Succeeds if the bytes from `from` to the end are exactly one value of `schema`.
    public static void check(Schema schema, byte[] bytes, int from) throws Malformed {
        WireBounds walk = new WireBounds(bytes, from);
        walk.value(schema, schema.getName());
        if (walk.at != bytes.length) {
            throw new Malformed(bytes.length - walk.at + " trailing bytes");
        }
    }

    private void value(Schema schema, String field) throws Malformed {
        if (++level > MOST_LEVELS) {
            throw new Malformed(field + " lies deeper than " + MOST_LEVELS + " levels");
        }
        walk(schema, field);
        level--;
    }

    private void walk(Schema schema, String field) throws Malformed {
        switch (schema.getType()) {
            case NULL -> {}
            case INT -> number(field, Integer.MIN_VALUE, Integer.MAX_VALUE);
            case LONG -> number(field, Long.MIN_VALUE, Long.MAX_VALUE);
            case BYTES, STRING -> skip(number(field, 0, Integer.MAX_VALUE), field);
            case ENUM -> number(field, 0, schema.getEnumSymbols().size() - 1L);
            case UNION -> {
                List<Schema> branches = schema.getTypes();
                value(branches.get((int) number(field, 0, branches.size() - 1L)), field);
            }
            case RECORD -> {
                for (Schema.Field part : schema.getFields()) {
                    value(part.schema(), part.name());
                }
            }
            case BOOLEAN -> skip(1, field);
            case FLOAT -> skip(Float.BYTES, field);
            case DOUBLE -> skip(Double.BYTES, field);
            case FIXED -> skip(schema.getFixedSize(), field);
            case ARRAY -> blocks(field, () -> value(schema.getElementType(), field));
            case MAP ->
                blocks(field, () -> {
                    skip(number(field, 0, Integer.MAX_VALUE), field);
                    value(schema.getValueType(), field);
                });
        }
    }

    @FunctionalInterface
    private interface Item {
        void walk() throws Malformed;
    }

    /// Items that take no bytes count as one, or a few bytes could ask for any number of them.
    private void blocks(String field, Item item) throws Malformed {
        long budget = bytes.length;
        while (true) {
            long count = number(field, -Integer.MAX_VALUE, Integer.MAX_VALUE);
            if (count == 0) {
                return;
            }
            if (count < 0) {
                var _ = number(field, 0, Integer.MAX_VALUE);
                count = -count;
            }
            budget -= count;
            if (budget < 0) {
                throw new Malformed(field + " has more items than bytes");
            }
            for (long i = 0; i < count; i++) {
                item.walk();
            }
        }
    }

    private void skip(long count, String field) throws Malformed {
        if (count > bytes.length - at) {
            throw new Malformed("truncated at " + field);
        }
        at += (int) count;
    }

    /// A zigzag varint in `min`…`max`.
    private long number(String field, long min, long max) throws Malformed {
        long raw = 0;
        for (int shift = 0; shift < 70; shift += 7) {
            if (at == bytes.length) {
                throw new Malformed("truncated at " + field);
            }
            int group = bytes[at++];
            if (shift == 63 && (group & 0xfe) != 0) {
                break;
            }
            raw |= (long) (group & 0x7f) << shift;
            if (group >= 0) {
                long value = (raw >>> 1) ^ -(raw & 1);
                if (value < min || value > max) {
                    throw new Malformed(field + " is out of range");
                }
                return value;
            }
        }
        throw new Malformed(field + " is not a varint");
    }
}
