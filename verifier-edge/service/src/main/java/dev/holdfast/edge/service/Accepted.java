package dev.holdfast.edge.service;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// What an `Accept` or `Accept-Encoding` header takes, and how gladly (RFC 9110, section 12). A range that cannot
/// be read takes nothing.
final class Accepted {
    private static final int MAX_RANGES = 64;

    private final List<Range> ranges;

    private Accepted(List<Range> ranges) {
        this.ranges = ranges;
    }

    private record Range(String name, int weight) {
        /// How closely a name is meant: 0 not at all, then `*/*`, `application/*`, the name itself.
        int closeness(String wanted) {
            if (name.equals(wanted)) {
                return 3;
            }
            if (name.equals("*/*") || name.equals("*")) {
                return 1;
            }
            return name.endsWith("/*") && wanted.startsWith(name.substring(0, name.length() - 1)) ? 2 : 0;
        }
    }

    /// @param header null if there is none
    /// @param absent what is taken then
    static Accepted of(@Nullable String header, String absent) {
        String text = header == null || header.isBlank() ? absent : header;
        List<Range> ranges = new ArrayList<>();
        for (String range : text.toLowerCase(Locale.ROOT).split(",", MAX_RANGES)) {
            String[] parts = range.split(";", -1);
            ranges.add(new Range(parts[0].strip(), weight(parts)));
        }
        return new Accepted(ranges);
    }

    /// Thousandths; 1000 if nothing is said.
    private static int weight(String[] parts) {
        for (int i = 1; i < parts.length; i++) {
            String part = parts[i].strip();
            if (part.startsWith("q=")) {
                String value = part.substring(2).strip();
                return value.matches("0(\\.\\d{0,3})?|1(\\.0{0,3})?")
                        ? (int) Math.round(Double.parseDouble(value) * 1000)
                        : 0;
            }
        }
        return 1000;
    }

    /// How gladly a name is taken, 0…1000: what its closest range says.
    int weightOf(String name) {
        int closest = 0;
        int weight = 0;
        for (Range range : ranges) {
            int closeness = range.closeness(name);
            if (closeness > closest) {
                closest = closeness;
                weight = range.weight();
            }
        }
        return weight;
    }
}
