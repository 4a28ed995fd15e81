package dev.holdfast.format;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.CertificateChain;
import dev.holdfast.sign.PublicKey;
import java.util.Optional;

/// A compact JWS of any issuer (RFC 7515, section 7.1), taken apart and not judged. A list in one may be large,
/// so its parts are held once and not handed round.
public final class CompactJws {
    private final ObjectNode header;
    private final byte[] payload;
    private final byte[] signingInput;
    private final byte[] signature;

    private CompactJws(ObjectNode header, byte[] payload, byte[] signingInput, byte[] signature) {
        this.header = header;
        this.payload = payload;
        this.signingInput = signingInput;
        this.signature = signature;
    }

    /// @param maxBytes the longest text that is looked at
    public static CompactJws split(String jws, int maxBytes) throws Malformed {
        requireLength(jws.length(), maxBytes);
        return split(Bytes.ofAscii(jws), maxBytes);
    }

    /// The same of its bytes.
    public static CompactJws split(Bytes jws, int maxBytes) throws Malformed {
        requireLength(jws.length(), maxBytes);
        int first = jws.indexOf('.', 0);
        int last = first < 0 ? -1 : jws.indexOf('.', first + 1);
        if (last < 0 || jws.indexOf('.', last + 1) >= 0) {
            throw new Malformed("a compact JWS has three parts");
        }
        byte[] header = StrictJson.base64Url(jws.toArray(0, first), "the JWS header");
        byte[] input = jws.toArray(0, last);
        return new CompactJws(
                StrictJson.parseObject(header, "the JWS header"),
                StrictJson.base64Url(input, first + 1, last, "the JWS payload"),
                input,
                StrictJson.base64Url(jws.toArray(last + 1, jws.length()), "the JWS signature"));
    }

    private static void requireLength(int length, int maxBytes) throws Malformed {
        if (length > maxBytes) {
            throw new Malformed("the JWS is longer than " + maxBytes + " bytes");
        }
    }

    public ObjectNode header() {
        return header;
    }

    /// The payload as one JSON object.
    ///
    /// @param what names it in messages
    public ObjectNode payload(String what) throws Malformed {
        return StrictJson.parseObject(payload, what);
    }

    /// Refuses a signature that is not of this key (RFC 7515, section 5.2). What the header says of keys and
    /// algorithms has to be looked at before.
    public void verify(PublicKey key) throws BadSignature {
        key.verify(signingInput, signature);
    }

    /// The chain in `x5c`; empty if there is none. Nothing about it has been checked but its form.
    public Optional<CertificateChain> chain() throws Malformed {
        return header.has("x5c") ? Optional.of(CertificateChain.ofX5c(header.get("x5c"))) : Optional.empty();
    }
}
