package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.json.StrictJson;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/// What a proof says besides its signature. Its purpose is always `assertionMethod`: a credential is a claim.
///
/// @param verificationMethod URL of the key, under which a verifier finds it
/// @param created cut to whole seconds
/// @param expires from here on the proof is worth nothing; cut to whole seconds
public record ProofOptions(
        Cryptosuite cryptosuite, String verificationMethod, Instant created, Optional<Instant> expires) {
    static final String TYPE = "DataIntegrityProof";
    static final String PURPOSE = "assertionMethod";

    public ProofOptions {
        created = created.truncatedTo(ChronoUnit.SECONDS);
        expires = expires.map(instant -> instant.truncatedTo(ChronoUnit.SECONDS));
    }

    ObjectNode toJson() {
        ObjectNode json = StrictJson.object()
                .put("type", TYPE)
                .put("cryptosuite", cryptosuite.wireName())
                .put("created", created.toString());
        expires.ifPresent(instant -> json.put("expires", instant.toString()));
        return json.put("verificationMethod", verificationMethod).put("proofPurpose", PURPOSE);
    }
}
