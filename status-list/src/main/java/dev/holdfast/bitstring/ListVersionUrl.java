package dev.holdfast.bitstring;

import dev.holdfast.format.Provenance;
import dev.holdfast.layout.Malformed;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// `credentialSubject.id` of a list of ours: the URL of the credential and a fragment that names the list as it stood
/// at one point of the log. Every other reader sees a URL, and every way of securing the credential covers it.
final class ListVersionUrl {
    private static final String LIST = "#list";
    private static final Pattern FRAGMENT = Pattern.compile(
            ";epoch=(0|[1-9]\\d{0,9});partition=(0|[1-9]\\d{0,3});n=(0|[1-9]\\d{0,18});version=(0|[1-9]\\d{0,18})");

    private ListVersionUrl() {}

    static String write(String id, Optional<Provenance> provenance) {
        return id
                + LIST
                + provenance
                        .map(from -> ";epoch=" + from.epoch() + ";partition=" + from.partition() + ";n=" + from.n()
                                + ";version=" + from.version())
                        .orElse("");
    }

    /// What the URL says about the log; nothing, if it is not of our making.
    ///
    /// @throws Malformed if it begins as ours and does not go on so
    static Optional<Provenance> read(String id, String url) throws Malformed {
        String ours = id + LIST + ";epoch=";
        if (!url.startsWith(ours)) {
            return Optional.empty();
        }
        Matcher parts = FRAGMENT.matcher(url.substring(id.length() + LIST.length()));
        try {
            if (parts.matches()) {
                return Optional.of(new Provenance(
                        Integer.parseInt(parts.group(1)),
                        Integer.parseInt(parts.group(2)),
                        Long.parseLong(parts.group(3)),
                        Long.parseLong(parts.group(4))));
            }
        } catch (IllegalArgumentException e) {
            throw new Malformed("credentialSubject.id names no version of a list", e);
        }
        throw new Malformed("credentialSubject.id names no version of a list");
    }
}
