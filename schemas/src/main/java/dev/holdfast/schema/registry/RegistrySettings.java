package dev.holdfast.schema.registry;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Where a registry is and how it is spoken to.
///
/// @param bases one registry's addresses, tried in order from the last that answered; a path is kept, a trailing
///     slash and user information are not
/// @param attempt how long one address may take to answer, headers and body together
/// @param call how long all of them may take
/// @param cache folder in which schemas are kept by registry and id; empty keeps them in memory only
public record RegistrySettings(
        List<URI> bases, Credentials credentials, Duration attempt, Duration call, Optional<Path> cache) {
    private static final Duration ATTEMPT = Duration.ofSeconds(3);
    private static final Duration CALL = Duration.ofSeconds(5);

    /// @throws IllegalArgumentException without any address
    public RegistrySettings {
        if (bases.isEmpty()) {
            throw new IllegalArgumentException("no address of a schema registry");
        }
        bases = List.copyOf(bases);
    }

    /// Reads addresses, separated by commas. Credentials in an address, `http://USER:PASSWORD@host`, are shown to
    /// all of them.
    ///
    /// @throws IllegalArgumentException for what is no http address; the message names no credentials
    public static RegistrySettings parse(String urls) {
        List<URI> bases = new ArrayList<>();
        Credentials credentials = Credentials.none();
        for (String url : urls.split(",", -1)) {
            if (!url.isBlank()) {
                URI whole = http(url.strip());
                if (whole.getRawUserInfo() != null) {
                    credentials = Credentials.Basic.of(
                            URLDecoder.decode(whole.getRawUserInfo().replace("+", "%2B"), StandardCharsets.UTF_8));
                }
                bases.add(base(whole));
            }
        }
        return new RegistrySettings(bases, credentials, ATTEMPT, CALL, Optional.empty());
    }

    public RegistrySettings with(Credentials others) {
        return new RegistrySettings(bases, others, attempt, call, cache);
    }

    /// @param folder is made when the first schema is kept
    public RegistrySettings withCache(Path folder) {
        return new RegistrySettings(bases, credentials, attempt, call, Optional.of(folder));
    }

    public RegistrySettings within(Duration oneAttempt, Duration wholeCall) {
        return new RegistrySettings(bases, credentials, oneAttempt, wholeCall, cache);
    }

    private static URI http(String url) {
        try {
            URI uri = URI.create(url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http && uri.getHost() != null && uri.getRawQuery() == null && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Its message would repeat the text, and with it a password.
        }
        throw new IllegalArgumentException("not an http address of a schema registry");
    }

    private static URI base(URI whole) {
        String port = whole.getPort() < 0 ? "" : ":" + whole.getPort();
        String path = whole.getRawPath().replaceAll("/+$", "");
        return URI.create(whole.getScheme() + "://" + whole.getHost() + port + path);
    }
}
