package dev.holdfast.stream.notary;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Purpose;
import dev.holdfast.format.Form;
import dev.holdfast.format.Provenance;
import dev.holdfast.format.Statement;
import dev.holdfast.layout.Hash;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;

/// What the forms of each list say at its newest version: whoever reads one must not learn otherwise from another. A
/// few hashes for each list. For one thread.
final class Agreement {
    private final Map<ListId, Said> lists = new HashMap<>();

    private record Said(int epoch, long version, Map<Purpose, Hash> shown) {
        boolean isOf(Provenance place) {
            return epoch == place.epoch() && version == place.version();
        }
    }

    /// Takes down what a form says, if it says what the others do at the same version.
    void add(ListId list, Form form, Statement statement, Provenance place) throws DraftRefused {
        Said before = lists.get(list);
        Map<Purpose, Hash> shown = before == null || !before.isOf(place) ? new EnumMap<>(Purpose.class) : before.shown;
        Map<Purpose, Hash> now = shownBy(statement);
        for (Map.Entry<Purpose, Hash> says : now.entrySet()) {
            Hash others = shown.getOrDefault(says.getKey(), says.getValue());
            if (!others.equals(says.getValue())) {
                throw new DraftRefused("the " + form + " of " + list + " contradicts another form of version "
                        + place.version() + " in its " + says.getKey().wireName());
            }
        }
        now.forEach(shown::putIfAbsent);
        lists.put(list, new Said(place.epoch(), place.version(), shown));
    }

    /// What can be known from a statement about each purpose. Who shows every status shows every purpose.
    private static Map<Purpose, Hash> shownBy(Statement statement) {
        Map<Purpose, Hash> shown = new EnumMap<>(Purpose.class);
        for (Purpose purpose : Purpose.values()) {
            if (statement.purpose() == Purpose.STATUS) {
                shown.put(purpose, hash(purpose.of(statement.claims().statuses())));
            } else if (statement.purpose() == purpose) {
                shown.put(purpose, hash(statement.claims().statuses()));
            }
        }
        return shown;
    }

    /// Formats round the end of a list up differently, with zeros: those behind the last other byte do not count.
    private static Hash hash(PackedStatuses statuses) {
        byte[] packed = statuses.toBytes(BitOrder.LEAST_SIGNIFICANT_FIRST);
        int length = packed.length;
        while (length > 0 && packed[length - 1] == 0) {
            length--;
        }
        return Hash.of(new byte[] {(byte) statuses.bits()}, Arrays.copyOf(packed, length));
    }
}
