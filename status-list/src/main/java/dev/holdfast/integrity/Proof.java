package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.issuer.Multibase;
import dev.holdfast.json.StrictJson;
import dev.holdfast.json.Timestamps;
import dev.holdfast.json.Urls;
import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A proof as a document states it, read and not judged.
///
/// @param options all of it but `proofValue`
/// @param domain empty where there is none
/// @param previous ids of the proofs that this one builds upon
record Proof(
        ObjectNode json,
        ObjectNode options,
        Optional<String> id,
        Cryptosuite cryptosuite,
        String verificationMethod,
        Optional<Instant> created,
        Optional<Instant> expires,
        List<String> domain,
        Optional<String> challenge,
        List<String> previous,
        Bytes signature) {
    private static final int MAX_NAMES = 8;

    static Proof read(ObjectNode json) throws Malformed {
        if (!StrictJson.text(json, "type").equals(ProofOptions.TYPE)) {
            throw new Malformed("type of the proof is not " + ProofOptions.TYPE);
        }
        if (!StrictJson.text(json, "proofPurpose").equals(ProofOptions.PURPOSE)) {
            throw new Malformed("proofPurpose is not " + ProofOptions.PURPOSE);
        }
        Cryptosuite suite = Cryptosuite.named(StrictJson.text(json, "cryptosuite"))
                .orElseThrow(() -> new Malformed("cryptosuite is not known"));
        byte[] signature =
                Multibase.readBase58btc(StrictJson.text(json, "proofValue"), "proofValue", suite.longestSignature());
        if (!suite.signsIn(signature.length)) {
            throw new Malformed("proofValue has not the length of a signature of " + suite.wireName());
        }
        ObjectNode options = json.deepCopy();
        options.remove("proofValue");
        return new Proof(
                json,
                options,
                optionalText(json, "id"),
                suite,
                Urls.absolute(json, "verificationMethod"),
                optionalTime(json, "created"),
                optionalTime(json, "expires"),
                texts(json, "domain"),
                optionalText(json, "challenge"),
                texts(json, "previousProof"),
                Bytes.of(signature));
    }

    /// The URL before the fragment: who the verification method belongs to.
    String controller() {
        int hash = verificationMethod.indexOf('#');
        return hash < 0 ? verificationMethod : verificationMethod.substring(0, hash);
    }

    private static Optional<String> optionalText(JsonNode json, String member) throws Malformed {
        return json.has(member) ? Optional.of(StrictJson.text(json, member)) : Optional.empty();
    }

    private static Optional<Instant> optionalTime(JsonNode json, String member) throws Malformed {
        return json.has(member)
                ? Optional.of(Timestamps.parse(StrictJson.text(json, member), member))
                : Optional.empty();
    }

    /// One string or an array of strings.
    private static List<String> texts(JsonNode json, String member) throws Malformed {
        if (!json.has(member)) {
            return List.of();
        }
        if (json.get(member).isTextual()) {
            return List.of(StrictJson.text(json, member));
        }
        List<String> texts = new ArrayList<>();
        for (JsonNode element : StrictJson.elements(json, member, MAX_NAMES)) {
            if (!element.isTextual()) {
                throw new Malformed(member + " is neither a string nor an array of strings");
            }
            texts.add(element.textValue());
        }
        return texts;
    }
}
