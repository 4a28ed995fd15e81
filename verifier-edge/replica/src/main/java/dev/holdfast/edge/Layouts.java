package dev.holdfast.edge;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Region;
import dev.holdfast.format.Form;
import dev.holdfast.format.TokenStatusList;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Hash;
import dev.holdfast.layout.LayoutReader;
import dev.holdfast.layout.LayoutWriter;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.Descriptor;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.replica.StickyInvalids;
import dev.holdfast.schema.SignedList;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/// What the values of the store's rows look like. They are this edge's own and never travel; a change of them is
/// a new [#FORMAT].
final class Layouts {
    /// The version of all rows together.
    static final int FORMAT = 3;

    private static final int MAX_LISTS = 1 << 20;
    private static final int MAX_ENTRIES = 1 << 20;
    private static final int MAX_REGION = 32;

    private Layouts() {}

    /// What a store is, and whose.
    record Format(int version, Hash root) {
        byte[] toBytes() {
            return new LayoutWriter().magic("HFf1").u32(version).hash(root).toArray();
        }

        static Format parse(byte[] bytes) throws Malformed {
            LayoutReader in = new LayoutReader(bytes).magic("HFf1");
            Format format = new Format(in.u32("format", Integer.MAX_VALUE), in.hash("root"));
            in.end();
            return format;
        }
    }

    /// What belongs to no partition.
    record Local(long nextTrust, Instant floor) {
        byte[] toBytes() {
            return new LayoutWriter()
                    .magic("HFg1")
                    .i64(nextTrust)
                    .i64(floor.toEpochMilli())
                    .toArray();
        }

        static Local parse(byte[] bytes) throws Malformed {
            LayoutReader in = new LayoutReader(bytes).magic("HFg1");
            Local local = new Local(in.i64("next in trust"), Instant.ofEpochMilli(in.i64("floor")));
            in.end();
            return local;
        }
    }

    /// Where a partition stands.
    record Head(Optional<SignedHeader> signed, Optional<SignedHeader> contradiction, long next) {
        byte[] toBytes() {
            return new LayoutWriter()
                    .magic("HFh1")
                    .bytes(signed.map(SignedHeader::toBytes).orElse(new byte[0]))
                    .bytes(contradiction.map(SignedHeader::toBytes).orElse(new byte[0]))
                    .i64(next)
                    .toArray();
        }

        static Head parse(byte[] bytes) throws Malformed {
            LayoutReader in = new LayoutReader(bytes).magic("HFh1");
            Head head = new Head(envelope(in, "header"), envelope(in, "contradiction"), in.i64("next"));
            in.end();
            return head;
        }

        private static Optional<SignedHeader> envelope(LayoutReader in, String field) throws Malformed {
            byte[] bytes = in.bytes(field, SignedHeader.MAX_BYTES);
            return bytes.length == 0 ? Optional.empty() : Optional.of(SignedHeader.parse(bytes));
        }
    }

    /// A list without its statuses.
    record ListRow(Descriptor descriptor, long version) {
        byte[] toBytes() {
            return new LayoutWriter()
                    .magic("HFr1")
                    .bytes(descriptor.toBytes())
                    .u64(version)
                    .toArray();
        }

        static ListRow parse(byte[] bytes) throws Malformed {
            LayoutReader in = new LayoutReader(bytes).magic("HFr1");
            ListRow row =
                    new ListRow(Descriptor.parse(in.bytes("descriptor", Descriptor.MAX_BYTES)), in.u64("version"));
            in.end();
            if (row.version < 1) {
                throw new Malformed("a list's version is below 1");
            }
            return row;
        }
    }

    static byte[] sticky(StickyInvalids sticky) {
        LayoutWriter out = new LayoutWriter().magic("HFy3").u32(sticky.entries().size());
        sticky.entries().forEach((list, entries) -> {
            out.string(list.value()).u32(entries.size());
            entries.forEach((idx, first) -> {
                out.u32(idx).u8(first.isPresent() ? 1 : 0);
                first.ifPresent(seen -> put(out, seen));
            });
        });
        return out.toArray();
    }

    static StickyInvalids sticky(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes).magic("HFy3");
        SortedMap<ListId, SortedMap<Integer, Optional<Seen>>> entries = new TreeMap<>();
        int lists = in.u32("lists", MAX_LISTS);
        for (int i = 0; i < lists; i++) {
            ListId list = listId(in);
            SortedMap<Integer, Optional<Seen>> invalid = new TreeMap<>();
            int count = in.u32("entries", MAX_ENTRIES);
            for (int entry = 0; entry < count; entry++) {
                int idx = in.u32("entry", MAX_ENTRIES);
                invalid.put(idx, in.u8("known") == 0 ? Optional.empty() : Optional.of(seen(in)));
            }
            entries.put(list, invalid);
        }
        in.end();
        return StickyInvalids.of(entries);
    }

    /// Since when the entries of one chunk are INVALID: those of one state together.
    static byte[] sightings(SortedMap<Integer, Seen> firsts) {
        Map<Seen, List<Integer>> byState = new LinkedHashMap<>();
        firsts.forEach((idx, seen) ->
                byState.computeIfAbsent(seen, _ -> new ArrayList<>()).add(idx));
        LayoutWriter out = new LayoutWriter().magic("HFv1").u32(byState.size());
        byState.forEach((seen, entries) -> {
            put(out, seen);
            out.u32(entries.size());
            entries.forEach(out::u32);
        });
        return out.toArray();
    }

    static SortedMap<Integer, Seen> sightings(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes).magic("HFv1");
        SortedMap<Integer, Seen> firsts = new TreeMap<>();
        int states = in.u32("states", MAX_ENTRIES);
        for (int i = 0; i < states; i++) {
            Seen seen = seen(in);
            int count = in.u32("entries", MAX_ENTRIES);
            for (int entry = 0; entry < count; entry++) {
                firsts.put(in.u32("entry", MAX_ENTRIES), seen);
            }
        }
        in.end();
        return firsts;
    }

    private static void put(LayoutWriter out, Seen seen) {
        out.string(seen.region().value()).u32(seen.epoch()).u64(seen.n());
    }

    private static Seen seen(LayoutReader in) throws Malformed {
        try {
            return new Seen(
                    new Region(in.string("region", MAX_REGION)), in.u32("epoch", Integer.MAX_VALUE), in.u64("n"));
        } catch (IllegalArgumentException e) {
            throw new Malformed("region: " + e.getMessage(), e);
        }
    }

    static byte[] token(SignedList token) {
        return new LayoutWriter()
                .magic("HFt1")
                .string(token.list().value())
                .u8(token.form().code())
                .u64(token.version())
                .u32(token.epoch())
                .u64(token.n())
                .i64(token.issuedAt().toEpochMilli())
                .i64(token.expiresAt().toEpochMilli())
                .string(token.mediaType())
                .string(token.uri())
                .bytes(token.token().toArray())
                .toArray();
    }

    static SignedList token(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes).magic("HFt1");
        ListId list = listId(in);
        try {
            SignedList token = new SignedList(
                    list,
                    Form.coded(in.u8("form")),
                    in.u64("version"),
                    in.u32("epoch", Integer.MAX_VALUE),
                    in.u64("n"),
                    Instant.ofEpochMilli(in.i64("iat")),
                    Instant.ofEpochMilli(in.i64("exp")),
                    in.string("media type", 255),
                    in.string("uri", Publication.MAX_URI_LENGTH),
                    Bytes.of(in.bytes("token", TokenStatusList.MAX_TOKEN_BYTES)));
            in.end();
            return token;
        } catch (IllegalArgumentException e) {
            throw new Malformed("token: " + e.getMessage(), e);
        }
    }

    static byte[] offset(long offset) {
        return new LayoutWriter().i64(offset).toArray();
    }

    static long offset(byte[] bytes) throws Malformed {
        LayoutReader in = new LayoutReader(bytes);
        long offset = in.i64("offset");
        in.end();
        return offset;
    }

    private static ListId listId(LayoutReader in) throws Malformed {
        try {
            return new ListId(in.string("list", ListId.MAX_LENGTH));
        } catch (IllegalArgumentException e) {
            throw new Malformed("list: " + e.getMessage(), e);
        }
    }
}
