package dev.holdfast.edge;

import dev.holdfast.checkpoint.SignedHeader;
import dev.holdfast.edge.Holding.Quarantine;
import dev.holdfast.edge.Layouts.Head;
import dev.holdfast.edge.Layouts.ListRow;
import dev.holdfast.event.ListId;
import dev.holdfast.layout.Malformed;
import dev.holdfast.list.ListImage;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.replica.Distrust;
import dev.holdfast.replica.NotVouched;
import dev.holdfast.replica.Replica;
import dev.holdfast.replica.Sightings;
import dev.holdfast.replica.Sightings.Seen;
import dev.holdfast.replica.StickyInvalids;
import dev.holdfast.trust.SignedTrustDocument;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/// Reads one partition back and believes nothing that the signed root does not cover. Whatever does not verify is
/// quarantined, never thrown. Safe for concurrent use on different partitions.
final class PartitionLoader {
    private static final System.Logger LOG = System.getLogger(PartitionLoader.class.getName());

    /// Refusals that an earlier document may not share.
    private static final Set<Distrust> OUTDATED =
            EnumSet.of(Distrust.UNKNOWN_KEY, Distrust.WRONG_EPOCH, Distrust.COMPROMISED_KEY);

    private final Database database;
    private final List<SignedTrustDocument> trust;

    PartitionLoader(Database database, List<SignedTrustDocument> trust) {
        this.database = database;
        this.trust = trust;
    }

    /// What is held of a partition, as the newest trust document lets it count.
    Holding load(int partition) {
        Holding held = loadHeld(partition);
        return trust.isEmpty() ? held : held.under(trust.getLast());
    }

    private Holding loadHeld(int partition) {
        StickyInvalids sticky = sticky(partition);
        Optional<Head> head = head(partition);
        if (head.isEmpty() || head.get().signed().isEmpty()) {
            return sticky.isEmpty()
                    ? Holding.empty(partition)
                    : Holding.quarantined(
                            partition,
                            new Quarantine(Optional.empty(), sticky, Optional.empty(), Replica.empty(partition)));
        }
        SignedHeader signed = head.get().signed().get();
        try {
            if (database.salvaged()) {
                throw new Malformed("the store was damaged, so newer rows may be missing");
            }
            Replica replica = verified(partition, signed, sticky, head.get().contradiction());
            return new Holding(partition, replica, Optional.empty(), head.get().next());
        } catch (Malformed | NotVouched | StoreFailed e) {
            LOG.log(
                    System.Logger.Level.ERROR,
                    "partition {0} is quarantined, and fetched again: {1}",
                    partition,
                    e.getMessage());
            return Holding.quarantined(
                    partition,
                    new Quarantine(Optional.of(signed), sticky, head.get().contradiction(), Replica.empty(partition)));
        }
    }

    /// Under the newest trust document, or under an earlier one that it was verified with when it arrived: a new
    /// document takes nothing away that is held.
    private Replica verified(
            int partition, SignedHeader signed, StickyInvalids sticky, Optional<SignedHeader> contradiction)
            throws Malformed, NotVouched, StoreFailed {
        List<ListImage> lists = lists(partition);
        Sightings firsts = sightings(partition);
        int earliest = signed.header().trustVersion();
        NotVouched last = new NotVouched(Distrust.TRUST_MISSING, "no trust document is held");
        for (int i = trust.size() - 1; i >= 0 && trust.get(i).document().version() >= earliest; i--) {
            try {
                return Replica.restore(partition, signed, lists, sticky, firsts, contradiction, trust.get(i));
            } catch (NotVouched e) {
                last = e;
                if (!OUTDATED.contains(e.why())) {
                    break;
                }
            }
        }
        throw last;
    }

    private List<ListImage> lists(int partition) throws Malformed, StoreFailed {
        SortedMap<ListId, ListRow> rows = listRows(partition);
        Map<String, byte[]> packed = new HashMap<>();
        rows.forEach((id, row) -> packed.put(
                id.value(),
                new byte
                        [PackedStatuses.byteLength(
                                row.descriptor().bits(), row.descriptor().capacity())]));
        List<String> damage = new ArrayList<>();
        database.scan(Rows.chunks(partition), (key, payload) -> {
            byte[] whole = packed.get(Rows.listOf(key));
            int from = Rows.chunkOf(key) * PackedStatuses.CHUNK_BYTES;
            if (payload.isEmpty() || whole == null || from + payload.get().length > whole.length) {
                damage.add("a chunk of " + Rows.listOf(key));
            } else {
                System.arraycopy(payload.get(), 0, whole, from, payload.get().length);
            }
        });
        if (!damage.isEmpty()) {
            throw new Malformed("damaged: " + damage.getFirst());
        }
        List<ListImage> lists = new ArrayList<>();
        for (Map.Entry<ListId, ListRow> row : rows.entrySet()) {
            lists.add(image(row.getValue(), packed.getOrDefault(row.getKey().value(), new byte[0])));
        }
        return lists;
    }

    private static ListImage image(ListRow row, byte[] packed) throws Malformed {
        try {
            return new ListImage(
                    row.descriptor(),
                    row.version(),
                    PackedStatuses.ofBytes(
                            row.descriptor().bits(), row.descriptor().capacity(), packed));
        } catch (IllegalArgumentException e) {
            throw new Malformed("list " + row.descriptor().id() + ": " + e.getMessage(), e);
        }
    }

    private SortedMap<ListId, ListRow> listRows(int partition) throws Malformed, StoreFailed {
        SortedMap<ListId, ListRow> rows = new TreeMap<>();
        List<Malformed> damage = new ArrayList<>();
        database.scan(Rows.lists(partition), (key, payload) -> {
            try {
                ListRow row = ListRow.parse(payload.orElseThrow(() -> new Malformed("damaged: a list's row")));
                rows.put(row.descriptor().id(), row);
            } catch (Malformed e) {
                damage.add(e);
            }
        });
        if (!damage.isEmpty()) {
            throw damage.getFirst();
        }
        return rows;
    }

    /// Of a row that is damaged nothing is known, and no disowning lets go of its INVALIDs.
    private Sightings sightings(int partition) throws StoreFailed {
        SortedMap<ListId, SortedMap<Integer, SortedMap<Integer, Seen>>> firsts = new TreeMap<>();
        database.scan(Rows.sightings(partition), (key, payload) -> {
            try {
                SortedMap<Integer, Seen> known =
                        Layouts.sightings(payload.orElseThrow(() -> new Malformed("a damaged row")));
                firsts.computeIfAbsent(new ListId(Rows.listOf(key)), _ -> new TreeMap<>())
                        .put(Rows.chunkOf(key), known);
            } catch (Malformed | IllegalArgumentException e) {
                LOG.log(
                        System.Logger.Level.WARNING,
                        "since when entries of partition {0} are invalid is forgotten: {1}",
                        partition,
                        e.getMessage());
            }
        });
        return Sightings.of(firsts);
    }

    private Optional<Head> head(int partition) {
        return database.getTwice(Rows.partition(partition)).flatMap(bytes -> {
            try {
                return Optional.of(Head.parse(bytes));
            } catch (Malformed e) {
                LOG.log(System.Logger.Level.ERROR, "the head of partition {0}: {1}", partition, e.getMessage());
                return Optional.empty();
            }
        });
    }

    private StickyInvalids sticky(int partition) {
        return database.getTwice(Rows.sticky(partition))
                .map(bytes -> {
                    try {
                        return Layouts.sticky(bytes);
                    } catch (Malformed e) {
                        LOG.log(
                                System.Logger.Level.ERROR,
                                "the sticky invalids of partition {0}: {1}",
                                partition,
                                e.getMessage());
                        return StickyInvalids.none();
                    }
                })
                .orElseGet(StickyInvalids::none);
    }
}
