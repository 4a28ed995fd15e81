package dev.holdfast.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.holdfast.Conformance;
import dev.holdfast.event.ListId;
import dev.holdfast.event.Publication;
import dev.holdfast.event.Purpose;
import dev.holdfast.layout.Malformed;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

@Conformance({"TSL-36", "TSL-37"})
class StatusListAggregationTest {
    private static final List<String> LISTS = List.of("https://a.example/1", "https://a.example/2");

    @Test
    void what_is_written_is_read() throws Malformed {
        StatusListAggregation aggregation = new StatusListAggregation(LISTS);
        assertThat(new String(aggregation.toBytes(), StandardCharsets.UTF_8))
                .isEqualTo("{\"status_lists\":[\"https://a.example/1\",\"https://a.example/2\"]}");
        assertThat(StatusListAggregation.parse(aggregation.toBytes()))
                .isEqualTo(new StatusListAggregation.Read(aggregation, 0));
    }

    @Test
    void one_bad_entry_does_not_stop_the_others() throws Malformed {
        StatusListAggregation.Read read = parse(
                "{\"x\":1,\"status_lists\":[\"https://a.example/1\",7,\"list\",null,\"\",\"https://a.example/2\"]}");
        assertThat(read.aggregation().lists()).isEqualTo(LISTS);
        assertThat(read.unusable()).isEqualTo(4);
    }

    @Test
    void the_issuers_id_takes_the_place_of_the_lists() {
        ListId list = new ListId("acme.pid.2026");
        Form jwt = Form.of(new TokenStatusListJwt());
        String uri = "https://status.example/eu/lists/acme.pid.2026";
        assertThat(StatusListAggregation.uriFor(list, jwt, uri)).contains("https://status.example/eu/lists/acme");
        assertThat(StatusListAggregation.uriFor(list, Form.of(new TokenStatusListCwt()), uri))
                .contains("https://status.example/eu/lists/acme");
        assertThat(StatusListAggregation.uriFor(list, new Form(new BitstringVcJwt(), Purpose.REVOCATION), uri))
                .isEmpty();
        assertThat(StatusListAggregation.uriFor(list, jwt, uri + "x")).isEmpty();
        assertThat(StatusListAggregation.uriFor(list, jwt, "urn:acme.pid.2026")).isEmpty();
    }

    @Test
    void the_most_lists_under_the_longest_uris_fit() throws Malformed {
        String longest = "https://a.example/" + "x".repeat(Publication.MAX_URI_LENGTH - 18);
        byte[] document =
                new StatusListAggregation(Collections.nCopies(StatusListAggregation.MAX_LISTS, longest)).toBytes();
        assertThat(StatusListAggregation.parse(document).aggregation().lists())
                .hasSize(StatusListAggregation.MAX_LISTS);
    }

    @Test
    void another_document_is_refused() {
        assertRefused("{}", "status_lists is not an array");
        assertRefused("{\"status_lists\":\"https://a.example/1\"}", "status_lists is not an array");
        assertRefused("[\"https://a.example/1\"]", "the aggregation is not a JSON object");
        assertRefused("{\"status_lists\":[],\"status_lists\":[]}", "the aggregation is not well-formed JSON");
        assertRefused("{\"status_lists\":[" + "1,".repeat(10_000) + "1]}", "status_lists has more than 10000 elements");
        assertRefused(" ".repeat((3 << 20) + 1), "the aggregation is longer than 3145728 bytes");
        assertThatIllegalArgumentException().isThrownBy(() -> new StatusListAggregation(List.of("list")));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new StatusListAggregation(Collections.nCopies(10_001, "urn:x")));
    }

    private static StatusListAggregation.Read parse(String json) throws Malformed {
        return StatusListAggregation.parse(json.getBytes(StandardCharsets.UTF_8));
    }

    private static void assertRefused(String json, String message) {
        assertThatThrownBy(() -> parse(json)).isInstanceOf(Malformed.class).hasMessage(message);
    }
}
