package dev.holdfast.gateway.log;

import java.util.Locale;

/// Where a command stands in the write path.
public enum Stage {
    /// The log holds it.
    APPENDED,
    /// A signed checkpoint covers it: edges can show it.
    PUBLISHED,
    /// The fold refused it.
    REFUSED;

    /// The name in JSON.
    public String wireName() {
        return name().toLowerCase(Locale.ROOT);
    }
}
