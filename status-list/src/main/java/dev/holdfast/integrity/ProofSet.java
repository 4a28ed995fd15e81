package dev.holdfast.integrity;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.holdfast.integrity.Cryptosuite.Form;
import dev.holdfast.integrity.ProofRefused.Problem;
import dev.holdfast.issuer.IssuerKeys;
import dev.holdfast.json.StrictJson;
import dev.holdfast.layout.Malformed;
import dev.holdfast.sign.Algorithm;
import dev.holdfast.sign.BadSignature;
import dev.holdfast.sign.PublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// The proofs of one document while they are verified (Data Integrity 1.0, sections 4.4 and 4.5).
final class ProofSet {
    private static final int MAX_PROOFS = 8;

    private final DataIntegrity suites;
    private final ObjectNode document;
    private final Expectation expected;
    private final IssuerKeys keys;
    private final Map<String, Proof> verified = new HashMap<>();

    ProofSet(DataIntegrity suites, ObjectNode document, Expectation expected, IssuerKeys keys) {
        this.suites = suites;
        this.document = document;
        this.expected = expected;
        this.keys = keys;
    }

    List<VerifiedProof> verify() throws ProofRefused {
        List<Proof> waiting = read();
        IdentityHashMap<Proof, VerifiedProof> results = new IdentityHashMap<>();
        List<Proof> order = List.copyOf(waiting);
        while (!waiting.isEmpty()) {
            Proof next = waiting.stream()
                    .filter(proof -> verified.keySet().containsAll(proof.previous()))
                    .findFirst()
                    .orElseThrow(() -> refused("previousProof names no proof that could be verified before"));
            results.put(next, verify(next));
            next.id().ifPresent(id -> verified.put(id, next));
            waiting.remove(next);
        }
        List<VerifiedProof> inOrder = order.stream().map(results::get).toList();
        if (inOrder.stream().noneMatch(VerifiedProof::byIssuer)) {
            throw refused("no proof is by a key of the issuer");
        }
        return inOrder;
    }

    private List<Proof> read() throws ProofRefused {
        try {
            ObjectNode unsecured = document.deepCopy();
            unsecured.remove("proof");
            suites.contexts().requireKnown(unsecured);
            List<Proof> proofs = new ArrayList<>();
            for (JsonNode json : proofNodes()) {
                if (!(json instanceof ObjectNode object)) {
                    throw new Malformed("a proof is not an object");
                }
                Proof proof = Proof.read(object);
                if (proof.id().isPresent()
                        && proofs.stream().anyMatch(other -> other.id().equals(proof.id()))) {
                    throw new Malformed("two proofs have one id");
                }
                proofs.add(proof);
            }
            if (proofs.isEmpty()) {
                throw new Malformed("the document has no proof");
            }
            return proofs;
        } catch (Malformed e) {
            throw new ProofRefused(Problem.PROOF_VERIFICATION_ERROR, e.getMessage(), e);
        }
    }

    private List<JsonNode> proofNodes() throws Malformed {
        JsonNode proof = document.get("proof");
        if (proof == null) {
            throw new Malformed("the document has no proof");
        }
        return proof.isArray() ? StrictJson.elements(document, "proof", MAX_PROOFS) : List.of(proof);
    }

    private VerifiedProof verify(Proof proof) throws ProofRefused {
        requireExpected(proof);
        Optional<PublicKey> ofIssuer = keys.find(expected.issuer(), proof.verificationMethod());
        PublicKey key = ofIssuer.or(() -> keys.find(proof.controller(), proof.verificationMethod()))
                .orElseThrow(() -> refused("verificationMethod is not a key that is known to make assertions"));
        if (!proof.cryptosuite().takes(key.algorithm())) {
            throw refused("cryptosuite is not for keys of this kind");
        }
        if (suites.form(proof.cryptosuite()).isEmpty()) {
            throw refused("cryptosuite is not known here");
        }
        try {
            key.verify(
                    signed(proof, key.algorithm()).combined(), proof.signature().toArray());
        } catch (BadSignature e) {
            throw new ProofRefused(Problem.PROOF_VERIFICATION_ERROR, e.getMessage(), e);
        }
        return new VerifiedProof(
                proof.cryptosuite(), proof.verificationMethod(), key.keyId(), ofIssuer.isPresent(), proof.created());
    }

    private void requireExpected(Proof proof) throws ProofRefused {
        if (proof.expires().isPresent()
                && !expected.now().isBefore(proof.expires().get())) {
            throw refused("the proof expired at " + proof.expires().get());
        }
        if (expected.domain().isPresent()
                && !proof.domain().contains(expected.domain().get())) {
            throw new ProofRefused(Problem.INVALID_DOMAIN_ERROR, "the proof is for another domain");
        }
        if (expected.challenge().isPresent() && !expected.challenge().equals(proof.challenge())) {
            throw new ProofRefused(Problem.INVALID_CHALLENGE_ERROR, "the proof answers another challenge");
        }
    }

    private DataIntegrity.Hashes signed(Proof proof, Algorithm algorithm) throws ProofRefused {
        ObjectNode unsecured = document.deepCopy();
        unsecured.remove("proof");
        if (!proof.previous().isEmpty()) {
            ArrayNode before = unsecured.putArray("proof");
            for (String id : proof.previous()) {
                before.add(Objects.requireNonNull(verified.get(id), "verified before")
                        .json());
            }
        }
        try {
            if (proof.cryptosuite().form() == Form.JCS && proof.options().has("@context")) {
                unsecured.set("@context", contextOf(proof));
            }
            return suites.hashes(unsecured, proof.options(), proof.cryptosuite(), algorithm);
        } catch (Malformed e) {
            throw new ProofRefused(Problem.PROOF_TRANSFORMATION_ERROR, e.getMessage(), e);
        }
    }

    /// The context a JCS proof was made over: with it the context of the document begins. Later ones were added, and
    /// change nothing that the first ones, which are protected, define.
    private JsonNode contextOf(Proof proof) throws Malformed {
        JsonNode ofProof = proof.options().get("@context");
        JsonNode ofDocument = document.get("@context");
        boolean begins = ofProof.isArray() && ofProof.size() <= ofDocument.size();
        for (int i = 0; begins && i < ofProof.size(); i++) {
            begins = ofProof.get(i).equals(ofDocument.get(i));
        }
        if (!begins) {
            throw new Malformed("@context of the document does not begin with that of the proof");
        }
        return ofProof;
    }

    private static ProofRefused refused(String message) {
        return new ProofRefused(Problem.PROOF_VERIFICATION_ERROR, message);
    }
}
