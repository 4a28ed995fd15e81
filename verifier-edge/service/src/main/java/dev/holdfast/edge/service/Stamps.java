package dev.holdfast.edge.service;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/// Times as RFC 3339 with milliseconds. The last one of each partition is remembered: thousands of checks share it.
final class Stamps {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private final AtomicReferenceArray<@Nullable Stamp> last = new AtomicReferenceArray<>(1024);

    private record Stamp(Instant instant, String text) {}

    static String text(Instant instant) {
        return FORMAT.format(instant);
    }

    String text(int partition, Instant instant) {
        int slot = partition % last.length();
        Stamp known = last.get(slot);
        if (known != null && known.instant().equals(instant)) {
            return known.text();
        }
        Stamp stamp = new Stamp(instant, text(instant));
        last.set(slot, stamp);
        return stamp.text();
    }
}
