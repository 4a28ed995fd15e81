package dev.holdfast.schema.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import dev.holdfast.schema.Codecs;
import dev.holdfast.schema.registry.FaultyRegistry.Answer;
import dev.holdfast.schema.registry.FaultyRegistry.Asked;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(20)
class RegistryClientTest {
    private static final Schema TRUST = Codecs.TRUST.schema();
    private static final Subject SUBJECT = Subject.ofValuesIn("holdfast.trust");
    private static final String FOUND =
            "{\"subject\":\"s\",\"id\":7,\"version\":2,\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"R\\\","
                    + "\\\"fields\\\":[]}\"";
    private static final Answer OK = new Answer(200, FOUND + "}");

    @TempDir
    Path folder;

    @Test
    void subjects_are_percent_encoded_the_base_path_is_kept_and_schemas_are_normalised() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> OK);
                RegistryClient client = client(registry.url() + "/apis/ccompat/v7/")) {
            Subject odd = new Subject("a/b c+ü?-value");
            assertThat(client.register(odd, TRUST)).isEqualTo(7);
            client.lookUp(odd, TRUST);
            client.latest(odd);
            client.byId(7);
            String base = "/apis/ccompat/v7/subjects/a%2Fb%20c%2B%C3%BC%3F-value";
            assertThat(registry.asked())
                    .extracting(Asked::method, Asked::uri)
                    .containsExactly(
                            tuple("POST", base + "/versions?normalize=true"),
                            tuple("POST", base + "?normalize=true"),
                            tuple("GET", base + "/versions/latest"),
                            tuple("GET", "/apis/ccompat/v7/schemas/ids/7"));
            assertThat(registry.asked().getFirst().contentType()).contains("application/vnd.schemaregistry.v1+json");
        }
    }

    @Test
    void members_that_are_not_known_are_left_alone() throws Exception {
        String guid =
                ",\"guid\":\"9f0c3a2e-0000-4000-8000-000000000000\",\"ts\":1,\"deleted\":false,\"schemaType\":\"AVRO\"}";
        try (FaultyRegistry registry = FaultyRegistry.answering(200, FOUND + guid);
                RegistryClient client = client(registry.url())) {
            assertThat(client.lookUp(SUBJECT, TRUST).version()).isEqualTo(2);
            assertThat(client.byId(7).getName()).isEqualTo("R");
        }
    }

    @Test
    void each_error_code_is_a_reason_of_its_own() throws Exception {
        Map<Answer, RegistryRefused.Reason> reasons = Map.of(
                problem(404, 40401), RegistryRefused.Reason.NO_SUBJECT,
                problem(404, 40402), RegistryRefused.Reason.NO_VERSION,
                problem(404, 40403), RegistryRefused.Reason.NO_SCHEMA,
                problem(422, 42201), RegistryRefused.Reason.INVALID_SCHEMA,
                problem(422, 42202), RegistryRefused.Reason.INVALID_VERSION,
                problem(422, 42203), RegistryRefused.Reason.INVALID_LEVEL,
                problem(409, 409), RegistryRefused.Reason.INCOMPATIBLE,
                problem(409, 40901), RegistryRefused.Reason.INCOMPATIBLE,
                problem(401, 40101), RegistryRefused.Reason.NOT_ALLOWED,
                problem(404, 0), RegistryRefused.Reason.OTHER);
        for (var expected : reasons.entrySet()) {
            try (FaultyRegistry registry = new FaultyRegistry(_ -> expected.getKey());
                    FaultyRegistry second = new FaultyRegistry(_ -> OK);
                    RegistryClient client = client(registry.url() + "," + second.url())) {
                RegistryRefused refused =
                        catchThrowableOfType(RegistryRefused.class, () -> client.register(SUBJECT, TRUST));
                assertThat(refused.reason()).as(expected.toString()).isEqualTo(expected.getValue());
                assertThat(refused).hasMessageContaining("it says no");
                assertThat(second.asked())
                        .as("a plain no is not asked elsewhere")
                        .isEmpty();
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {408, 429, 500, 502, 503, 504})
    void a_passing_fault_is_asked_elsewhere_and_the_one_that_answered_is_asked_first_from_then_on(int status)
            throws Exception {
        try (FaultyRegistry sick = FaultyRegistry.answering(status, "{}");
                FaultyRegistry well = new FaultyRegistry(_ -> OK);
                RegistryClient client = client(sick.url() + "," + well.url())) {
            assertThat(client.register(SUBJECT, TRUST)).isEqualTo(7);
            assertThat(client.register(SUBJECT, TRUST)).isEqualTo(7);
            assertThat(sick.asked()).hasSize(1);
            assertThat(well.asked()).hasSize(2);
        }
    }

    @Test
    void whatever_is_no_registry_is_passed_over() throws Exception {
        Stream<Answer> faults = Stream.of(
                new Answer(200, "text/html", "<html>welcome to this hotel</html>", 0),
                new Answer(200, "", FOUND + "}", 0),
                new Answer(200, "not json"),
                new Answer(302, "{}"),
                new Answer(200, "application/json", FOUND, 1_000),
                new Answer(200, FOUND + ",\"x\":\"" + "x".repeat(RegistryCalls.MAX_BODY) + "\"}"));
        for (Answer fault : faults.toList()) {
            try (FaultyRegistry odd = new FaultyRegistry(_ -> fault);
                    FaultyRegistry well = new FaultyRegistry(_ -> OK);
                    RegistryClient client = client(odd.url() + "," + well.url());
                    RegistryClient alone = client(odd.url())) {
                assertThat(client.register(SUBJECT, TRUST)).isEqualTo(7);
                assertThatThrownBy(() -> alone.register(SUBJECT, TRUST)).isInstanceOf(RegistryUnavailable.class);
            }
        }
    }

    @Test
    void an_address_where_nobody_listens_is_passed_over() throws Exception {
        try (FaultyRegistry well = new FaultyRegistry(_ -> OK);
                RegistryClient client = client(nobody() + "," + well.url())) {
            assertThat(client.register(SUBJECT, TRUST)).isEqualTo(7);
        }
    }

    @Test
    void a_registry_that_never_answers_is_given_up_in_time_and_so_are_two() throws Exception {
        try (FaultyRegistry one = FaultyRegistry.silent();
                FaultyRegistry two = FaultyRegistry.silent();
                FaultyRegistry well = new FaultyRegistry(_ -> OK)) {
            RegistrySettings settings = RegistrySettings.parse(one.url() + "," + two.url() + "," + well.url())
                    .within(Duration.ofMillis(300), Duration.ofMillis(500));
            try (RegistryClient client = new RegistryClient(settings)) {
                long start = System.nanoTime();
                assertThatThrownBy(() -> client.register(SUBJECT, TRUST)).isInstanceOf(RegistryUnavailable.class);
                assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(3));
                assertThat(well.asked()).isEmpty();
            }
        }
    }

    @Test
    void a_redirect_is_not_followed() throws Exception {
        try (FaultyRegistry registry = FaultyRegistry.answering(307, "{}");
                RegistryClient client = client(registry.url())) {
            assertThatThrownBy(() -> client.byId(7)).hasMessageContaining("a redirect, which is not followed");
            assertThat(registry.asked()).hasSize(1);
        }
    }

    @Test
    void credentials_are_shown_and_never_told() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> problem(401, 40101))) {
            String url = registry.url().replace("http://", "http://clerk:open%20sesame@");
            RegistrySettings basic = RegistrySettings.parse(url);
            RegistrySettings bearer = RegistrySettings.parse(registry.url()).with(Credentials.parse("bearer s3cret\n"));
            for (RegistrySettings settings : List.of(basic, bearer)) {
                try (RegistryClient client = new RegistryClient(settings)) {
                    assertThatThrownBy(() -> client.byId(7)).message().doesNotContain("sesame", "s3cret", "clerk");
                    assertThat(settings.toString()).doesNotContain("sesame", "s3cret");
                }
            }
            assertThat(registry.asked())
                    .extracting(asked -> asked.authorization().orElseThrow())
                    .containsExactly("Basic Y2xlcms6b3BlbiBzZXNhbWU=", "Bearer s3cret");
        }
        assertThatThrownBy(() -> RegistrySettings.parse("http://clerk:se same@x"))
                .message()
                .doesNotContain("same");
        assertThatThrownBy(() -> Credentials.parse("digest sesame")).message().doesNotContain("sesame");
    }

    @Test
    void a_schema_is_asked_for_once_and_kept_on_disk_by_registry() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> OK);
                FaultyRegistry other = FaultyRegistry.answering(503, "{}")) {
            RegistrySettings settings = RegistrySettings.parse(registry.url()).withCache(folder);
            try (RegistryClient client = new RegistryClient(settings)) {
                assertThat(client.known(7)).isEmpty();
                assertThat(client.byId(7)).isEqualTo(client.byId(7));
                assertThat(registry.asked()).hasSize(1);
            }
            registry.becomes(_ -> Answer.NEVER);
            try (RegistryClient later = new RegistryClient(settings);
                    RegistryClient elsewhere = new RegistryClient(
                            RegistrySettings.parse(other.url()).withCache(folder))) {
                assertThat(later.known(7)).isPresent();
                assertThat(later.byId(7).getName()).isEqualTo("R");
                assertThat(elsewhere.known(7)).isEmpty();
            }
            try (Stream<Path> kept = Files.walk(folder).filter(path -> path.endsWith("7.avsc"))) {
                Files.writeString(kept.findFirst().orElseThrow(), "torn {");
            }
            registry.becomes(_ -> OK);
            try (RegistryClient mended = new RegistryClient(settings)) {
                assertThat(mended.known(7)).isEmpty();
                assertThat(mended.byId(7).getName()).isEqualTo("R");
            }
        }
    }

    @Test
    void an_unknown_id_and_a_registry_that_is_away_are_asked_once_in_a_while() throws Exception {
        try (FaultyRegistry registry = new FaultyRegistry(_ -> problem(404, 40403));
                RegistryClient client = client(registry.url())) {
            for (int i = 0; i < 50; i++) {
                assertThatThrownBy(() -> client.byId(9)).isInstanceOf(RegistryRefused.class);
            }
            assertThat(registry.asked()).hasSize(1);
        }
        try (FaultyRegistry registry = FaultyRegistry.answering(503, "{}");
                RegistryClient client = client(registry.url())) {
            for (int i = 0; i < 50; i++) {
                int id = 10 + i;
                assertThatThrownBy(() -> client.byId(id)).isInstanceOf(RegistryUnavailable.class);
            }
            assertThat(registry.asked()).hasSize(1);
        }
    }

    @Test
    void schemas_of_other_kinds_are_refused() throws Exception {
        for (String body : List.of(
                "{\"id\":7,\"schema\":\"syntax\",\"schemaType\":\"PROTOBUF\"}",
                "{\"id\":7,\"schema\":\"{\"}",
                "{\"id\":7,\"schema\":\"\\\"int\\\"\",\"references\":[{\"name\":\"x\"}]}",
                "{\"id\":7}",
                "[]")) {
            try (FaultyRegistry registry = FaultyRegistry.answering(200, body);
                    RegistryClient client = client(registry.url())) {
                assertThatThrownBy(() -> client.byId(7)).as(body).isInstanceOf(RegistryRefused.class);
            }
        }
    }

    @Test
    void what_is_no_address_is_refused() {
        for (String url : List.of("", ",", "ftp://x", "registry:8081", "http://x?y=1", "http://")) {
            assertThatThrownBy(() -> RegistrySettings.parse(url)).as(url).isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(RegistrySettings.parse("http://a/x/, https://b:1").bases()).hasToString("[http://a/x, https://b:1]");
    }

    private static RegistryClient client(String urls) {
        return new RegistryClient(RegistrySettings.parse(urls));
    }

    private static Answer problem(int status, int code) {
        return new Answer(status, "{\"error_code\":" + code + ",\"message\":\"it\\nsays no\"}");
    }

    private static String nobody() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }
}
