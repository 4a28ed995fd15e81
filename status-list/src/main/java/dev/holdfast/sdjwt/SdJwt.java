package dev.holdfast.sdjwt;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.format.CompactJws;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import java.util.ArrayList;
import java.util.List;

/// An SD-JWT in its compact form (RFC 9901, section 4), taken apart and not judged: `jws~disclosure~…~`. What
/// stands behind the last `~` is a key binding JWT or nothing. It is about who presents the credential: whether it
/// holds is not looked at.
///
/// @param jws what the issuer signed
/// @param payload what the issuer signed, as JSON
public record SdJwt(CompactJws jws, ObjectNode payload, List<Disclosure> disclosures) {
    private static final int MAX_DISCLOSURES = 256;
    private static final String KEY_BINDING = "kb+jwt";

    /// @param maxBytes the longest text that is looked at
    public static SdJwt split(String text, int maxBytes) throws Malformed {
        if (text.length() > maxBytes) {
            throw new Malformed("the SD-JWT is longer than " + maxBytes + " bytes");
        }
        int end = text.indexOf('~');
        if (end < 0) {
            throw new Malformed("an SD-JWT has a ~ behind the JWS");
        }
        CompactJws jws = CompactJws.split(text.substring(0, end), maxBytes);
        List<Disclosure> disclosures = new ArrayList<>();
        int start = end + 1;
        for (int next = text.indexOf('~', start); next >= 0; next = text.indexOf('~', start)) {
            if (disclosures.size() == MAX_DISCLOSURES) {
                throw new Malformed("the SD-JWT has more than " + MAX_DISCLOSURES + " disclosures");
            }
            disclosures.add(Disclosure.read(text.substring(start, next)));
            start = next + 1;
        }
        requireKeyBinding(text.substring(start), maxBytes);
        ObjectNode payload = jws.payload("the payload of the SD-JWT");
        return new SdJwt(jws, payload, List.copyOf(disclosures));
    }

    private static void requireKeyBinding(String rest, int maxBytes) throws Malformed {
        if (!rest.isEmpty()
                && !StrictJson.text(CompactJws.split(rest, maxBytes).header(), "typ")
                        .equals(KEY_BINDING)) {
            throw new Malformed("what follows the disclosures is no key binding JWT");
        }
    }

    /// The claims with everything in place that is disclosed, and no trace of what is not. The signature is not looked
    /// at here.
    ///
    /// @throws Malformed if a disclosure does not belong to the payload, or is there twice, or a digest is
    public ObjectNode claims() throws Malformed {
        return new Disclosing(disclosures).disclose(payload);
    }
}
