package dev.holdfast.stream;

import dev.holdfast.event.ListId;
import dev.holdfast.event.Region;
import dev.holdfast.schema.KafkaServers;
import dev.holdfast.schema.Topics;
import dev.holdfast.schema.serde.RegistryIds;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Root;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// The settings of this program. Each is an argument `--name=value`, a system property `holdfast.name` or an
/// environment variable `HOLDFAST_NAME` (dashes become underscores), looked for in this order.
///
/// @param bootstrap `bootstrap`: Kafka servers, `host:port,…`
/// @param root `root`: file with the deployment's pinned root; the stream takes no other trust from outside the
///     log
/// @param region `region`: home region, the publisher's name in the trust document
/// @param checkpointKeys `checkpoint-key`: the private keys that sign checkpoints, each as `KeySource` reads it
///     (`token.jwk`, `token.p12?password-source=file:pin`, `pkcs11:…`), with commas between them; the first one
///     signs that the adopted trust document lists
/// @param tokenKeys `token-key`: the same for standard tokens; a form that takes keys of one kind only is published
///     while there is one of its kind
/// @param state `state`: folder for the store and for `stats.json`; kept between starts, or the next start reads
///     the whole changelog
/// @param topics `topic-prefix`, default `holdfast.`
/// @param dev `dev`, default false: allows topics with fewer replicas than are safe
/// @param replication `replication`: of topics made here; default 3, with `dev` 1
/// @param holders `holders`: base URLs of edges or mirrors, `http://host:port,…`. Before it signs, and when the log has
///     stepped back, the notary asks them what they hold and signs nothing that is behind it; at least one has to
///     answer. Default none: only what this notary itself remembers is compared
/// @param work `work`: `fold`, `notary` or `both` (default): what this process does
/// @param instance `instance`: names this process among those of the same work, default `1`; the same after a
///     restart, so that its partitions wait for it
/// @param registry `schema-registry`: addresses of a schema registry, separated by commas, whose ids records shall
///     carry; with `schema-registry-credentials`, a file that holds `basic USER:PASSWORD` or `bearer TOKEN`. Here as
///     producers are configured with it; empty without one. Nothing ever waits for it
/// @param metrics `metrics`: `HOST:PORT` to answer `GET /metrics`, `/health/live` and `/health/ready` on; by default
///     no port is opened. Whoever reaches it learns figures, partition numbers and states
/// @param standbys `standbys`: how many other instances keep a copy of a partition's rows, so that one of them can go
///     on at once; default 1, with `dev` 0. Needs as many instances more
/// @param urgent `urgent`: ids of at most 64 lists, with commas between them, whose standard tokens follow a change
///     within a second or so rather than ten; default none. Checkpoints carry every change at once in any case
public record StreamSettings(
        String bootstrap,
        Root root,
        Region region,
        List<Signer> checkpointKeys,
        List<Signer> tokenKeys,
        Path state,
        Topics topics,
        boolean dev,
        short replication,
        List<URI> holders,
        Work work,
        String instance,
        Map<String, Object> registry,
        Optional<InetSocketAddress> metrics,
        int standbys,
        Set<ListId> urgent) {
    private static final int MOST_URGENT = 64;
    private static final int MOST_STANDBYS = 3;
    private static final int MAX_PORT = 65_535;
    private static final List<String> NAMES = List.of(
            "bootstrap",
            "root",
            "region",
            "checkpoint-key",
            "token-key",
            "state",
            "topic-prefix",
            "dev",
            "replication",
            "holders",
            "work",
            "instance",
            "schema-registry",
            "schema-registry-credentials",
            "metrics",
            "standbys",
            "urgent");
    private static final Pattern INSTANCE = Pattern.compile("[a-zA-Z0-9._-]{1,64}");

    /// Reads and checks all settings.
    ///
    /// @param properties looks up a system property
    /// @param environment all environment variables
    /// @throws BadSetting for what is missing, unknown or out of shape, by the name of the setting
    public static StreamSettings read(
            String[] arguments, Function<String, Optional<String>> properties, Map<String, String> environment)
            throws BadSetting {
        SettingValues values = new SettingValues(arguments(arguments), properties, environment);
        boolean dev = values.flag("dev");
        Work work = values.parsed("work", values.of("work").orElse("both"), Work::named);
        return new StreamSettings(
                values.parsed("bootstrap", values.required("bootstrap"), KafkaServers::new)
                        .value(),
                values.file("root", Root::read),
                values.parsed("region", values.required("region"), Region::new),
                work.signs() ? values.keys("checkpoint-key") : List.of(),
                work.signs() ? values.keys("token-key") : List.of(),
                values.parsed("state", values.required("state"), Path::of),
                values.parsed("topic-prefix", values.of("topic-prefix").orElse(Topics.DEFAULT_PREFIX), Topics::new),
                dev,
                values.parsed("replication", values.of("replication").orElse(dev ? "1" : "3"), StreamSettings::count),
                values.parsed("holders", values.of("holders").orElse(""), StreamSettings::holders),
                work,
                values.parsed("instance", values.of("instance").orElse("1"), StreamSettings::instance),
                registry(values),
                metrics(values),
                values.parsed("standbys", values.of("standbys").orElse(dev ? "0" : "1"), StreamSettings::standbys),
                values.parsed("urgent", values.of("urgent").orElse(""), StreamSettings::urgent));
    }

    private static Optional<InetSocketAddress> metrics(SettingValues values) throws BadSetting {
        Optional<String> at = values.of("metrics");
        return at.isEmpty()
                ? Optional.empty()
                : Optional.of(values.parsed("metrics", at.get(), StreamSettings::address));
    }

    private static Optional<URI> uri(String text) {
        try {
            return Optional.of(new URI(text));
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static InetSocketAddress address(String text) {
        URI authority = uri("tcp://" + text)
                .filter(uri -> uri.getHost() != null && uri.getPort() > 0 && uri.getPort() <= MAX_PORT)
                .filter(uri -> text.equals(uri.getRawAuthority()))
                .orElseThrow(() -> new IllegalArgumentException("not HOST:PORT"));
        InetSocketAddress address = new InetSocketAddress(authority.getHost(), authority.getPort());
        if (address.isUnresolved()) {
            throw new IllegalArgumentException("the host has no address here");
        }
        return address;
    }

    private static Set<ListId> urgent(String text) {
        Set<ListId> lists = Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(ListId::new)
                .collect(Collectors.toUnmodifiableSet());
        if (lists.size() > MOST_URGENT) {
            throw new IllegalArgumentException("more than " + MOST_URGENT + " lists");
        }
        return lists;
    }

    private static int standbys(String text) {
        return number(text, 0, MOST_STANDBYS);
    }

    private static Map<String, Object> registry(SettingValues values) throws BadSetting {
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
        return (short) number(text, 1, Short.MAX_VALUE);
    }

    private static int number(String text, int least, int most) {
        String wanted = "not a whole number from " + least + " to " + most;
        try {
            int value = Integer.parseInt(text);
            if (value >= least && value <= most) {
                return value;
            }
            throw new IllegalArgumentException(wanted);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(wanted, e);
        }
    }

    /// What a process does.
    public enum Work {
        FOLD,
        NOTARY,
        BOTH;

        static Work named(String text) {
            return Stream.of(values())
                    .filter(work -> work.name().toLowerCase(Locale.ROOT).equals(text))
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("none of fold, notary, both"));
        }

        boolean folds() {
            return this != NOTARY;
        }

        boolean signs() {
            return this != FOLD;
        }
    }

    private static List<URI> holders(String text) {
        return Stream.of(text.split(",", -1))
                .map(String::strip)
                .filter(one -> !one.isEmpty())
                .map(StreamSettings::holder)
                .toList();
    }

    private static URI holder(String text) {
        return uri(text.replaceAll("/+$", ""))
                .filter(base -> "http".equals(base.getScheme()) || "https".equals(base.getScheme()))
                .filter(base -> base.getHost() != null && base.getPort() <= MAX_PORT)
                .filter(base -> base.getRawQuery() == null && base.getRawFragment() == null)
                .orElseThrow(() -> new IllegalArgumentException(text + " is not the base of an HTTP address"));
    }

    private static String instance(String text) {
        if (!INSTANCE.matcher(text).matches()) {
            throw new IllegalArgumentException("not letters, digits, '.', '_' or '-'");
        }
        return text;
    }
}
