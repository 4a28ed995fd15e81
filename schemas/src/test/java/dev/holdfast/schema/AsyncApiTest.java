package dev.holdfast.schema;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import dev.holdfast.schema.Samples.Sample;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/// `docs/asyncapi.yaml` says what is so: topics and their settings, contracts, headers, and AsyncAPI 3's own shape.
class AsyncApiTest {
    private static final Path FILE = Path.of("../docs/asyncapi.yaml");
    private static final Topics TOPICS = Topics.byDefault();

    private static JsonNode document;

    @BeforeAll
    static void parse() throws IOException {
        document = new YAMLMapper().readTree(Files.readString(FILE));
    }

    @Test
    void it_has_the_shape_of_asyncapi_3() {
        assertThat(document.path("asyncapi").asText()).isEqualTo("3.0.0");
        assertThat(document.at("/info/title").asText()).isNotBlank();
        assertThat(document.at("/info/version").asText()).isNotBlank();
        assertThat(names(document))
                .isSubsetOf(
                        "asyncapi",
                        "id",
                        "info",
                        "defaultContentType",
                        "servers",
                        "channels",
                        "operations",
                        "components");
        document.path("operations").forEach(operation -> {
            assertThat(operation.path("action").asText()).isIn("send", "receive");
            assertThat(operation.at("/channel/$ref").asText()).startsWith("#/channels/");
            operation
                    .path("messages")
                    .forEach(message -> assertThat(message.path("$ref").asText())
                            .startsWith(operation.at("/channel/$ref").asText() + "/messages/"));
        });
        document.path("servers").forEach(server -> {
            assertThat(server.path("host").asText()).isNotBlank();
            assertThat(server.path("protocol").asText()).isEqualTo("kafka");
        });
    }

    @Test
    void every_reference_leads_somewhere() throws IOException {
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references).hasSizeGreaterThan(30);
        for (JsonNode reference : references) {
            String target = reference.asText();
            if (target.startsWith("#/")) {
                assertThat(document.at(target.substring(1)).isMissingNode())
                        .as(target)
                        .isFalse();
            } else {
                assertThat(FILE.resolveSibling(target)).isRegularFile();
            }
        }
    }

    @Test
    void every_topic_is_a_channel_with_its_partitions_and_policy_and_nothing_else_is() {
        List<String> addresses = new ArrayList<>();
        document.path("channels")
                .forEach(channel -> addresses.add(channel.path("address").asText()));
        assertThat(addresses).containsExactlyElementsOf(TOPICS.all());
        for (TopicSetup.Wanted topic : TopicSetup.wanted(TOPICS, Topics.PARTITIONS)) {
            JsonNode kafka = channel(topic.topic()).at("/bindings/kafka");
            assertThat(kafka.path("topic").asText()).isEqualTo(topic.topic());
            assertThat(kafka.path("partitions").asInt()).as(topic.topic()).isEqualTo(topic.partitions());
            JsonNode settings = kafka.path("topicConfiguration");
            assertThat(settings.at("/cleanup.policy/0").asText()).isEqualTo(topic.policy());
            assertThat(settings.path("retention.ms").asLong()).as(topic.topic()).isEqualTo(topic.retentionMillis());
            assertThat(settings.path("retention.bytes").asLong()).isEqualTo(-1);
            assertThat(settings.path("max.message.bytes").asInt())
                    .as(topic.topic())
                    .isEqualTo(topic.maxMessageBytes());
        }
    }

    @Test
    void every_channel_has_an_operation() {
        Set<String> used = new HashSet<>();
        document.path("operations")
                .forEach(one -> used.add(one.at("/channel/$ref").asText()));
        names(document.path("channels")).forEach(id -> assertThat(used).contains("#/channels/" + id));
    }

    @Test
    void every_contract_is_referred_to_by_its_topic_and_has_the_fingerprint_that_it_names() throws IOException {
        for (int i = 0; i < TOPICS.all().size(); i++) {
            JsonNode message = message(TOPICS.all().get(i));
            Schema now = Codecs.all().get(i).schema();
            assertThat(message.path("name").asText()).isEqualTo(now.getName());
            assertThat(message.at("/payload/schemaFormat").asText()).startsWith("application/vnd.apache.avro");
            Path file = FILE.resolveSibling(message.at("/payload/schema/$ref").asText());
            Schema referred = new Schema.Parser().parse(Files.readString(file));
            String fingerprint = ReleasedSchemas.fingerprint(now).toHex();
            assertThat(ReleasedSchemas.fingerprint(referred).toHex()).isEqualTo(fingerprint);
            assertThat(message.path("x-holdfast-fingerprint").asText()).isEqualTo(fingerprint);
        }
    }

    @Test
    void headers_are_those_that_are_written() {
        for (Sample<?> sample : Samples.all().values()) {
            String topic = TOPICS.all().get(Codecs.all().indexOf(sample.codec()));
            JsonNode headers = message(topic).path("headers");
            List<Header> written = headers(sample, topic);
            for (Header header : written) {
                JsonNode property = resolved(headers.path("properties").path(header.key()));
                assertThat(property.isMissingNode())
                        .as(topic + " " + header.key())
                        .isFalse();
                String value = new String(header.value(), StandardCharsets.UTF_8);
                if (property.has("const")) {
                    assertThat(value).isEqualTo(property.path("const").asText());
                }
                if (property.has("enum")) {
                    List<String> allowed = new ArrayList<>();
                    property.path("enum").forEach(one -> allowed.add(one.asText()));
                    assertThat(allowed).contains(value);
                }
            }
            List<String> required = new ArrayList<>();
            headers.path("required").forEach(name -> required.add(name.asText()));
            required.remove(SnapshotChunk.COVERING_HEADER);
            assertThat(written).extracting(Header::key).containsAll(required);
        }
    }

    @Test
    void every_message_says_what_its_key_is() {
        for (String topic : TOPICS.all()) {
            JsonNode key = message(topic).at("/bindings/kafka/key");
            assertThat(key.path("pattern").asText()).as(topic).isNotBlank();
            assertThat(key.path("description").asText()).as(topic).isNotBlank();
        }
        assertThat(new String(Topics.trustKey(), StandardCharsets.US_ASCII)).matches(keyPattern(TOPICS.trust()));
        assertThat(new String(Topics.listKey(Samples.LIST), StandardCharsets.US_ASCII))
                .matches(keyPattern(TOPICS.statusEvents()));
        assertThat(new String(Topics.partitionKey(15), StandardCharsets.US_ASCII))
                .matches(keyPattern(TOPICS.checkpoints()));
        SignedList list = Samples.signedList();
        assertThat(new String(Topics.signedListKey(list.list(), list.format()), StandardCharsets.US_ASCII))
                .matches(keyPattern(TOPICS.signedLists()));
    }

    private static String keyPattern(String topic) {
        return message(topic).at("/bindings/kafka/key/pattern").asText();
    }

    private static <T> List<Header> headers(Sample<T> sample, String topic) {
        return sample.codec().headers(topic, sample.value());
    }

    private static JsonNode channel(String topic) {
        for (JsonNode channel : document.path("channels")) {
            if (channel.path("address").asText().equals(topic)) {
                return channel;
            }
        }
        throw new AssertionError("no channel " + topic);
    }

    /// The one message of a topic.
    private static JsonNode message(String topic) {
        JsonNode messages = channel(topic).path("messages");
        assertThat(messages).hasSize(1);
        return resolved(messages.iterator().next());
    }

    private static JsonNode resolved(JsonNode node) {
        return node.has("$ref") ? document.at(node.path("$ref").asText().substring(1)) : node;
    }

    private static Set<String> names(JsonNode object) {
        Set<String> names = new HashSet<>();
        object.fieldNames().forEachRemaining(names::add);
        return names;
    }
}
