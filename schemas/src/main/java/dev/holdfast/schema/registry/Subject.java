package dev.holdfast.schema.registry;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/// Under what name a registry keeps the versions of a contract.
///
/// @param value any text; escaped where it goes into a path
public record Subject(String value) {
    /// TopicNameStrategy, the default of everyone.
    public static Subject ofValuesIn(String topic) {
        return new Subject(topic + "-value");
    }

    String escaped() {
        return URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20");
    }

    @Override
    public String toString() {
        return value;
    }
}
