package dev.holdfast.bitstring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.Conformance;
import dev.holdfast.bitstring.StatusListError.Kind;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.layout.Vectors;
import dev.holdfast.list.BitOrder;
import dev.holdfast.list.PackedStatuses;
import dev.holdfast.vc.SecuredVc;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// The list of the Recommendation, lists of other implementations, and cases derived from what it demands. The example
/// of the Recommendation stands here as well.
class BitstringVectorsTest {
    private static final String FILE = "bitstring-vectors.json";
    private static final String PEER = "peer-generated.json";
    private static final String EXAMPLE = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA";

    @Test
    @Conformance({"BSL-21", "BSL-22"})
    void the_list_of_the_recommendation_is_read() throws Malformed {
        PackedStatuses bits = EncodedList.decode(EXAMPLE);
        assertThat(bits).isEqualTo(PackedStatuses.allValid(1, 131_072));
    }

    @Test
    @Conformance({"BSL-21", "BSL-22", "BSL-23", "BSL-28", "BSL-34", "BSL-35"})
    void lists_that_were_published_are_read() throws IOException, Malformed, StatusListError {
        ObjectNode file = Vectors.read(FILE);
        List<JsonNode> lists = new ArrayList<>(StrictJson.elements(file, "official", 100));
        lists.addAll(StrictJson.elements(file, "third_party_lists", 100));
        int count = 0;
        for (JsonNode vector : lists) {
            String id = StrictJson.text(vector, "id");
            String encoded = StrictJson.text(vector, "encodedList");
            if (vector.has("decode_failure")) {
                assertThatThrownBy(() -> EncodedList.decode(encoded)).as(id).isInstanceOf(Malformed.class);
                assertError(encoded, Lists.entry("revocation", 0), StrictJson.text(vector, "expected_error"), id);
                count++;
                continue;
            }
            PackedStatuses bits = EncodedList.decode(encoded);
            byte[] packed = bits.toBytes(BitOrder.MOST_SIGNIFICANT_FIRST);
            assertThat(packed).as(id).hasSize(vector.get("uncompressed_bytes").intValue());
            assertThat(Bytes.of(packed).sha256().toHex())
                    .as(id)
                    .isEqualTo(StrictJson.text(vector, "uncompressed_sha256"));
            assertSet(id, bits, StrictJson.elements(vector, "set_indices", 100));
            assertThat(EncodedList.decode(EncodedList.encode(bits, 9))).isEqualTo(bits);
            if (vector.get("expected_error").isTextual()) {
                assertError(encoded, Lists.entry("revocation", 0), StrictJson.text(vector, "expected_error"), id);
            } else {
                long index = vector.get("set_indices").path(0).asLong(5);
                BitstringStatus status = list(encoded).status(Lists.entry("revocation", index), Lists.NOON);
                assertThat(status.valid())
                        .as(id)
                        .isEqualTo(vector.get("set_indices").isEmpty());
            }
            count++;
        }
        assertThat(count).isEqualTo(6);
    }

    @Test
    @Conformance({"BSL-1", "BSL-2", "BSL-3"})
    void the_entries_of_the_recommendation_are_read() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read(FILE), "entries", 100)) {
            for (JsonNode json : StrictJson.elements(vector, "credentialStatus", 100)) {
                BitstringEntry entry = BitstringEntry.read(json);
                assertThat(entry.index().toString()).isEqualTo(StrictJson.text(json, "statusListIndex"));
                assertThat(entry.purpose()).isEqualTo(StrictJson.text(json, "statusPurpose"));
                assertThat(entry.list()).isEqualTo(StrictJson.text(json, "statusListCredential"));
                count++;
            }
        }
        assertThat(count).isEqualTo(2);
    }

    @Test
    @Conformance({"BSL-4", "BSL-7", "BSL-10", "BSL-11", "BSL-12", "BSL-21", "BSL-33", "BSL-34", "BSL-35", "BSL-36"})
    void each_negative_case_has_the_error_that_the_specification_names() throws IOException, Malformed {
        int entries = 0;
        int lists = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read(FILE), "negative", 100)) {
            String id = StrictJson.text(vector, "id");
            String expected = StrictJson.text(vector, "expected_error");
            if (vector.has("entry")) {
                ObjectNode entry = StrictJson.child(vector, "entry").deepCopy();
                entry.put("statusListCredential", Lists.URL);
                assertThatThrownBy(() -> {
                            ObjectNode holder = Holders.with(entry);
                            BitstringEntry read =
                                    BitstringEntry.of(Holders.read(holder)).getFirst();
                            list(EXAMPLE).status(read, Lists.NOON);
                        })
                        .as(id)
                        .isInstanceOfSatisfying(
                                StatusListError.class,
                                error -> assertThat(error.kind().name()).as(id).isEqualTo(expected));
                entries++;
            } else {
                assertError(StrictJson.text(vector, "encodedList"), Lists.entry("revocation", 0), expected, id);
                lists++;
            }
        }
        assertThat(entries).isEqualTo(13);
        assertThat(lists).isEqualTo(6);
    }

    @Test
    @Conformance({"BSL-21", "BSL-23", "BSL-28"})
    void lists_of_another_implementation_are_read() throws IOException, Malformed {
        int count = 0;
        for (JsonNode vector : StrictJson.elements(Vectors.read(PEER), "lists", 100)) {
            PackedStatuses bits = EncodedList.decode(StrictJson.text(vector, "encodedList"));
            assertThat(bits.capacity()).isEqualTo(StrictJson.integer(vector, "length"));
            assertSet(StrictJson.text(vector, "id"), bits, StrictJson.elements(vector, "set_indices", 100));
            count++;
        }
        assertThat(count).isEqualTo(4);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eddsa-jcs-2022", "eddsa-rdfc-2022"})
    @Conformance({"BSL-17", "BSL-37", "BSL-38", "DI-1", "DI-6", "DI-7"})
    void the_signed_list_of_another_implementation_says_who_is_revoked(String suite)
            throws IOException, Malformed, StatusListError {
        JsonNode signed = StrictJson.child(StrictJson.child(Vectors.read(PEER), "signed"), suite);
        byte[] bytes = StrictJson.write(signed.get("statusListCredential"));
        VerifiedBitstring list = Lists.verify(bytes, SecuredVc.DATA_INTEGRITY);
        assertThat(list.credential().provenance()).isEmpty();
        for (String name : List.of("revoked", "valid")) {
            ObjectNode holder = (ObjectNode) signed.get(name);
            BitstringEntry entry = BitstringEntry.of(Holders.read(holder)).getFirst();
            BitstringStatus status = list.status(entry, Lists.NOON);
            assertThat(status.valid()).isEqualTo(name.equals("valid"));
            assertThat(status.purpose()).isEqualTo("revocation");
            assertThat(status.message()).isEmpty();
        }
    }

    private static void assertSet(String id, PackedStatuses bits, List<JsonNode> indices) {
        List<Integer> expected = indices.stream().map(JsonNode::intValue).toList();
        List<Integer> set = new ArrayList<>();
        for (int i = 0; i < bits.capacity(); i++) {
            if (bits.code(i) != 0) {
                set.add(i);
            }
        }
        assertThat(set).as(id).isEqualTo(expected);
    }

    private static void assertError(String encoded, BitstringEntry entry, String kind, String id) {
        assertThatThrownBy(() -> list(encoded).status(entry, Lists.NOON))
                .as(id)
                .isInstanceOfSatisfying(
                        StatusListError.class,
                        error -> assertThat(error.kind()).as(id).isEqualTo(Kind.valueOf(kind)));
    }

    private static VerifiedBitstring list(String encoded) throws StatusListError, Malformed {
        ObjectNode json = StrictJson.parseObject(Lists.json().getBytes(StandardCharsets.UTF_8), "the list");
        ((ObjectNode) json.get("credentialSubject")).put("encodedList", encoded);
        return Lists.verify(Lists.jwt(json.toString()), SecuredVc.JWT);
    }
}
