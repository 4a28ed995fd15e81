package dev.holdfast.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;

/// A compact JWS of any issuer (RFC 7515, section 7.1), taken apart and not judged.
///
/// @param signingInput what the signature is over (RFC 7515, section 5.1)
public record CompactJws(ObjectNode header, Bytes payload, Bytes signingInput, Bytes signature) {
    /// @param maxBytes the longest text that is looked at
    public static CompactJws split(String jws, int maxBytes) throws Malformed {
        if (jws.length() > maxBytes) {
            throw new Malformed("the JWS is longer than " + maxBytes + " bytes");
        }
        int first = jws.indexOf('.');
        int last = jws.lastIndexOf('.');
        if (first < 0 || first == last || jws.indexOf('.', first + 1) != last) {
            throw new Malformed("a compact JWS has three parts");
        }
        byte[] header = StrictJson.base64Url(jws.substring(0, first), "the JWS header");
        return new CompactJws(
                StrictJson.parseObject(header, "the JWS header"),
                Bytes.of(StrictJson.base64Url(jws.substring(first + 1, last), "the JWS payload")),
                Bytes.ofAscii(jws.substring(0, last)),
                Bytes.of(StrictJson.base64Url(jws.substring(last + 1), "the JWS signature")));
    }
}
