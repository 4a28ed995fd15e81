package dev.holdfast.stream.fold;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.holdfast.list.PackedStatuses;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/// The claims of a Token Status List (sections 4.1 and 4.2), read as plainly as they can be, to disagree with the
/// reader that shares its bit order with the writer.
public final class NaiveToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NaiveToken() {}

    /// Every entry of the claims has the status that it should have.
    public static void requireShows(byte[] claims, PackedStatuses held) {
        String json = new String(claims, StandardCharsets.UTF_8);
        byte[] packed = packed(json);
        int bits = bits(json);
        for (int idx = 0; idx < held.capacity(); idx++) {
            assertThat(code(packed, bits, idx)).as("entry %d of a token", idx).isEqualTo(held.code(idx));
        }
    }

    /// The status of one entry: entry 0 in the lowest bits of the first byte.
    static int code(byte[] packed, int bits, int idx) {
        int perByte = 8 / bits;
        return ((packed[idx / perByte] & 0xFF) >> (idx % perByte * bits)) & ((1 << bits) - 1);
    }

    static int bits(String claims) {
        return statusList(claims).get("bits").asInt();
    }

    /// The inflated `lst`.
    static byte[] packed(String claims) {
        byte[] zlib =
                Base64.getUrlDecoder().decode(statusList(claims).get("lst").textValue());
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(zlib))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode statusList(String claims) {
        try {
            return JSON.readTree(claims).get("status_list");
        } catch (JsonProcessingException e) {
            throw new AssertionError(claims, e);
        }
    }
}
