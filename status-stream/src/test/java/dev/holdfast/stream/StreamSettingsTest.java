package dev.holdfast.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.event.ListId;
import dev.holdfast.schema.Topics;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StreamSettingsTest {
    @TempDir
    Path folder;

    private final TestWorld world = new TestWorld();
    private final List<String> good = new ArrayList<>();

    @BeforeEach
    void files() throws IOException {
        Files.write(folder.resolve("root.json"), world.root.toBytes());
        Files.write(folder.resolve("checkpoint.jwk"), world.checkpointKey.toPrivateJwk());
        Files.write(folder.resolve("token.jwk"), world.tokenKey.toPrivateJwk());
        good.addAll(List.of(
                "--bootstrap=localhost:9092",
                "--root=" + folder.resolve("root.json"),
                "--region=eu-central",
                "--checkpoint-key=" + folder.resolve("checkpoint.jwk"),
                "--token-key=" + folder.resolve("token.jwk"),
                "--state=" + folder.resolve("state")));
    }

    @Test
    void arguments_are_enough() throws BadSetting {
        StreamSettings settings = read(Map.of(), Map.of());
        assertThat(settings.root()).isEqualTo(world.root);
        assertThat(settings.checkpointKeys().getFirst().keyId()).isEqualTo(world.checkpointKey.keyId());
        assertThat(settings.topics()).isEqualTo(Topics.byDefault());
        assertThat(settings.dev()).isFalse();
        assertThat(settings.replication()).isEqualTo((short) 3);
    }

    @ParameterizedTest
    @CsvSource({
        "bootstrap, localhost, 'not HOST:PORT, nor several of them with commas'",
        "bootstrap, 'a:9092, b:x', 'not HOST:PORT, nor several of them with commas'",
        "bootstrap, a b:9092, 'not HOST:PORT, nor several of them with commas'",
        "bootstrap, a:70000, 'not HOST:PORT, nor several of them with commas'",
        "standbys, x, not a whole number from 0 to 3",
        "replication, 99999, not a whole number from 1 to 32767",
        "metrics, a b:1, not HOST:PORT",
        "holders, http://a:99999, http://a:99999 is not the base of an HTTP address",
        "holders, http://, http:// is not the base of an HTTP address",
        "holders, http://a b, http://a b is not the base of an HTTP address",
    })
    void what_is_wrong_with_a_setting_is_said_by_its_name(String name, String value, String why) {
        good.add("--" + name + "=" + value);
        assertThatThrownBy(() -> read(Map.of(), Map.of()))
                .isInstanceOf(BadSetting.class)
                .hasMessage("setting " + name + "=" + value + ": " + why);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"my_project_kafka_1:9092", "10.0.0.7:9092,[::1]:9092", "kafka-0.kafka:9092, kafka-1.kafka:9092"})
    void brokers_are_named_as_their_clients_take_it(String bootstrap) throws BadSetting {
        good.add("--bootstrap=" + bootstrap);
        assertThat(read(Map.of(), Map.of()).bootstrap()).isEqualTo(bootstrap);
    }

    @Test
    void a_schema_registry_is_a_matter_of_the_producers_alone() throws BadSetting {
        assertThat(read(Map.of(), Map.of()).registry()).isEmpty();
        good.add("--schema-registry=http://a:8081,http://b:8081");
        StreamSettings settings = read(Map.of(), Map.of());
        assertThat(KafkaSettings.notaryProducer(settings))
                .containsEntry("schema.registry.url", "http://a:8081,http://b:8081");
        assertThat(KafkaSettings.streams(settings))
                .containsEntry("producer.schema.registry.url", "http://a:8081,http://b:8081")
                .doesNotContainKey("schema.registry.url");
        assertThat(KafkaSettings.notaryConsumer(settings)).doesNotContainKey("schema.registry.url");
        good.add("--schema-registry-credentials=" + folder.resolve("none"));
        assertThatThrownBy(() -> read(Map.of(), Map.of()))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining("cannot read");
    }

    @Test
    void an_argument_wins_over_a_property_and_a_property_over_the_environment() throws BadSetting {
        assertThat(read(Map.of("holdfast.region", "p"), Map.of("HOLDFAST_REGION", "e"))
                        .region()
                        .value())
                .isEqualTo("eu-central");
        good.remove("--region=eu-central");
        assertThat(read(Map.of("holdfast.region", "p"), Map.of("HOLDFAST_REGION", "e"))
                        .region()
                        .value())
                .isEqualTo("p");
        assertThat(read(Map.of(), Map.of("HOLDFAST_REGION", "e", "HOLDFAST_TOPIC_PREFIX", "x."))
                        .topics()
                        .prefix())
                .isEqualTo("x.");
    }

    @Test
    void dev_makes_one_replica_the_default() throws BadSetting {
        good.add("--dev=true");
        assertThat(read(Map.of(), Map.of()).replication()).isEqualTo((short) 1);
    }

    @Test
    void no_port_is_opened_unless_it_is_named() throws BadSetting {
        assertThat(read(Map.of(), Map.of()).metrics()).isEmpty();
        good.add("--metrics=127.0.0.1:9400");
        assertThat(read(Map.of(), Map.of()).metrics()).map(Object::toString).hasValue("/127.0.0.1:9400");
        good.set(good.size() - 1, "--metrics=[::1]:9400");
        assertThat(read(Map.of(), Map.of()).metrics().orElseThrow().getAddress().isLoopbackAddress())
                .isTrue();
    }

    @Test
    void a_standby_is_the_default_where_it_matters() throws BadSetting {
        assertThat(KafkaSettings.streams(read(Map.of(), Map.of()))).containsEntry("num.standby.replicas", 1);
        good.add("--dev=true");
        assertThat(KafkaSettings.streams(read(Map.of(), Map.of()))).containsEntry("num.standby.replicas", 0);
        assertThat(read(Map.of(), Map.of()).urgent()).isEmpty();
        good.add("--urgent=acme.one, acme.two");
        assertThat(read(Map.of(), Map.of()).urgent())
                .containsExactlyInAnyOrder(new ListId("acme.one"), new ListId("acme.two"));
        good.add("--standbys=2");
        assertThat(KafkaSettings.streams(read(Map.of(), Map.of()))).containsEntry("num.standby.replicas", 2);
    }

    @Test
    void what_is_missing_or_wrong_is_said_in_one_line() {
        refused("--region=", "setting region is missing");
        refused("--region=A B", "setting region=A B: not a valid region name");
        refused("--dev=yes", "setting dev is neither true nor false");
        refused("--replication=0", "setting replication=0: not a whole number from 1 to 32767");
        refused("--metrics=9400", "setting metrics=9400: not HOST:PORT");
        refused("--metrics=127.0.0.1", "setting metrics=127.0.0.1: not HOST:PORT");
        refused("--metrics=127.0.0.1:70000", "setting metrics=127.0.0.1:70000: ");
        refused("--metrics=127.0.0.1:9400/x", "setting metrics=127.0.0.1:9400/x: not HOST:PORT");
        refused("--standbys=-1", "setting standbys=-1: not a whole number from 0 to 3");
        refused("--urgent=UPPER", "setting urgent=UPPER: ");
        refused("--urgent=acme.a," + String.join(",", ids(64)), "setting urgent=acme.a,acme.l0,acme.l1");
        refused("--standbys=one", "setting standbys=one: ");
        refused("--root=/nowhere", "setting root: cannot read /nowhere");
        refused("--frobnicate=1", "what is --frobnicate=1?");
        refused("loose", "what is loose?");
    }

    @Test
    void a_key_file_that_is_wrong_is_named_and_not_shown() throws IOException {
        Path wrong = folder.resolve("wrong.jwk");
        Files.writeString(wrong, "{\"d\":\"secret\"}");
        assertThatThrownBy(() -> with("--token-key=" + wrong))
                .isInstanceOf(BadSetting.class)
                .hasMessageContaining(wrong.toString())
                .hasMessageNotContaining("secret");
    }

    private static List<String> ids(int count) {
        return IntStream.range(0, count).mapToObj(i -> "acme.l" + i).toList();
    }

    private void refused(String argument, String message) {
        assertThatThrownBy(() -> with(argument))
                .isInstanceOf(BadSetting.class)
                .hasMessageStartingWith(message)
                .hasMessageNotContaining("\n");
    }

    private void with(String argument) throws BadSetting {
        List<String> arguments = new ArrayList<>(good);
        arguments.add(argument);
        StreamSettings.read(arguments.toArray(new String[0]), _ -> Optional.empty(), Map.of());
    }

    private StreamSettings read(Map<String, String> properties, Map<String, String> environment) throws BadSetting {
        return StreamSettings.read(
                good.toArray(new String[0]), name -> Optional.ofNullable(properties.get(name)), environment);
    }
}
