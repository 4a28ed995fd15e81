package dev.holdfast.stream;

import dev.holdfast.event.Region;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.serde.RegistryIds;
import dev.holdfast.sign.Ed25519Signer;
import dev.holdfast.sign.P256Signer;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Root;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The settings of this program. Each is an argument `--name=value`, a system property `holdfast.name` or an
/// environment variable `HOLDFAST_NAME` (dashes become underscores), looked for in this order.
///
/// @param bootstrap `bootstrap`: Kafka servers, `host:port,…`
/// @param root `root`: file with the deployment's pinned root; the stream takes no other trust from outside the log
/// @param region `region`: home region, the publisher's name in the trust document
/// @param checkpointKey `checkpoint-key`: file with the private JWK that signs checkpoints
/// @param tokenKey `token-key`: file with the private JWK (Ed25519) that signs standard tokens
/// @param tokenKeyP256 `token-key-p256`: file with the private JWK (P-256) that signs the forms that take no other;
///     without it they are not published
/// @param state `state`: folder for the store and for `stats.json`; kept between starts, or the next start reads
///     the whole changelog
/// @param topics `topic-prefix`, default `holdfast.`
/// @param dev `dev`, default false: allows topics with fewer replicas than are safe
/// @param replication `replication`: of topics made here; default 3, with `dev` 1
/// @param instance `instance`: names this process among those of the same work, default `1`; the same after a
///     restart, so that its partitions wait for it
/// @param registry `schema-registry`: addresses of a schema registry, separated by commas, whose ids records shall
///     carry; with `schema-registry-credentials`, a file that holds `basic USER:PASSWORD` or `bearer TOKEN`. Here as
///     producers are configured with it; empty without one. Nothing ever waits for it
public record StreamSettings(
        String bootstrap,
        Root root,
        Region region,
        Signer checkpointKey,
        Signer tokenKey,
        Optional<Signer> tokenKeyP256,
        Path state,
        Topics topics,
        boolean dev,
        short replication,
        String instance,
        Map<String, Object> registry) {
    private static final List<String> NAMES = List.of(
            "bootstrap",
            "root",
            "region",
            "checkpoint-key",
            "token-key",
            "token-key-p256",
            "state",
            "topic-prefix",
            "dev",
            "replication",
            "instance",
            "schema-registry",
            "schema-registry-credentials");
    private static final Pattern INSTANCE = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

    /// Every key that signs standard tokens.
    public List<Signer> tokenKeys() {
        return Stream.concat(Stream.of(tokenKey), tokenKeyP256.stream()).toList();
    }

    /// Reads and checks all settings.
    ///
    /// @param environment looks up an environment variable, null if there is none
    public static StreamSettings read(
            String[] arguments, Function<String, Optional<String>> properties, Map<String, String> environment)
            throws BadSetting {
        Values values = new Values(arguments(arguments), properties, environment);
        boolean dev = values.flag("dev");
        return new StreamSettings(
                values.required("bootstrap"),
                values.file("root", Root::parse),
                values.parsed("region", values.required("region"), Region::new),
                values.file("checkpoint-key", Ed25519Signer::fromJwk),
                values.file("token-key", Ed25519Signer::fromJwk),
                values.of("token-key-p256").isPresent()
                        ? Optional.of(values.file("token-key-p256", P256Signer::fromJwk))
                        : Optional.empty(),
                values.parsed("state", values.required("state"), Path::of),
                values.parsed("topic-prefix", values.of("topic-prefix").orElse(Topics.DEFAULT_PREFIX), Topics::new),
                dev,
                values.parsed("replication", values.of("replication").orElse(dev ? "1" : "3"), StreamSettings::count),
                values.parsed("instance", values.of("instance").orElse("1"), StreamSettings::instance),
                registry(values));
    }

    private static Map<String, Object> registry(Values values) throws BadSetting {
        Optional<String> urls = values.of("schema-registry");
        if (urls.isEmpty()) {
            return Map.of();
        }
        Optional<String> credentials = values.of("schema-registry-credentials");
        try {
            RegistryIds.check(urls.get(), credentials);
            return Map.copyOf(RegistryIds.settings(urls.get(), credentials));
        } catch (IllegalArgumentException e) {
            throw new BadSetting("setting schema-registry: " + e.getMessage());
        }
    }

    private static Map<String, String> arguments(String[] arguments) throws BadSetting {
        Map<String, String> named = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            String name = argument.startsWith("--") && equals > 0 ? argument.substring(2, equals) : "";
            if (!NAMES.contains(name)) {
                throw new BadSetting("what is " + argument + "? Settings are --name=value, with " + NAMES);
            }
            named.put(name, argument.substring(equals + 1));
        }
        return named;
    }

    private static short count(String text) {
        short value = Short.parseShort(text);
        if (value < 1) {
            throw new IllegalArgumentException("below 1");
        }
        return value;
    }

    private static String instance(String text) {
        if (!INSTANCE.matcher(text).matches()) {
            throw new IllegalArgumentException("not letters, digits, '.', '_' or '-'");
        }
        return text;
    }

    /// Reads a domain value from the bytes of a file.
    @FunctionalInterface
    private interface Parser<T> {
        T parse(byte[] bytes) throws Malformed;
    }

    private record Values(
            Map<String, String> arguments,
            Function<String, Optional<String>> properties,
            Map<String, String> environment) {
        Optional<String> of(String name) {
            String variable = "HOLDFAST_" + name.toUpperCase(Locale.ROOT).replace('-', '_');
            return Optional.ofNullable(arguments.get(name))
                    .or(() -> properties.apply("holdfast." + name))
                    .or(() -> Optional.ofNullable(environment.get(variable)))
                    .filter(value -> !value.isBlank());
        }

        String required(String name) throws BadSetting {
            return of(name).orElseThrow(() -> new BadSetting("setting " + name + " is missing"));
        }

        boolean flag(String name) throws BadSetting {
            String value = of(name).orElse("false");
            if (!value.equals("true") && !value.equals("false")) {
                throw new BadSetting("setting " + name + " is neither true nor false");
            }
            return value.equals("true");
        }

        <T> T parsed(String name, String value, Function<String, T> parser) throws BadSetting {
            try {
                return parser.apply(value);
            } catch (IllegalArgumentException e) {
                throw new BadSetting("setting " + name + "=" + value + ": " + e.getMessage());
            }
        }

        /// The message names the file and never shows what is in it.
        <T> T file(String name, Parser<T> parser) throws BadSetting {
            Path path = parsed(name, required(name), Path::of);
            try {
                return parser.parse(Files.readAllBytes(path));
            } catch (IOException e) {
                throw new BadSetting("setting " + name + ": cannot read " + path);
            } catch (Malformed e) {
                throw new BadSetting("setting " + name + ": " + path + ": " + e.getMessage());
            }
        }
    }
}
