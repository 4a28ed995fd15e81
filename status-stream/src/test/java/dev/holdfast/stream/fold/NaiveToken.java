package dev.holdfast.stream.fold;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.zip.InflaterInputStream;

/// The claims of a Token Status List (sections 4.1 and 4.2), read as plainly as they can be, to disagree with the
/// reader that shares its bit order with the writer.
final class NaiveToken {
    private static final ObjectMapper JSON = new ObjectMapper();

    private NaiveToken() {}

    /// The status of one entry: entry 0 in the lowest bits of the first byte.
    static int code(byte[] packed, int bits, int idx) {
        int perByte = 8 / bits;
        return ((packed[idx / perByte] & 0xFF) >> (idx % perByte * bits)) & ((1 << bits) - 1);
    }

    static int bits(String claims) throws JsonProcessingException {
        return statusList(claims).get("bits").asInt();
    }

    /// The inflated `lst`.
    static byte[] packed(String claims) throws JsonProcessingException {
        byte[] zlib =
                Base64.getUrlDecoder().decode(statusList(claims).get("lst").textValue());
        try (InflaterInputStream in = new InflaterInputStream(new ByteArrayInputStream(zlib))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode statusList(String claims) throws JsonProcessingException {
        return JSON.readTree(claims).get("status_list");
    }
}
