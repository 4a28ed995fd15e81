package dev.holdfast.cli.trust;

import dev.holdfast.layout.Bytes;
import dev.holdfast.layout.Malformed;
import dev.holdfast.schema.LogUnavailable;
import dev.holdfast.trust.Root;
import dev.holdfast.trust.SignedTrustDocument;
import dev.holdfast.trust.Untrusted;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Brings a chain of documents into the log: first into `trust`, for those who read only that, then into every
/// partition, in order, every version that it has not proved to have. Doing it again, or by halves and again,
/// changes nothing: a version counts once.
final class Publication {
    private final Root root;
    private final List<SignedTrustDocument> chain;
    private final TrustLog log;

    /// @param chain from version 1 on, not empty
    Publication(Root root, List<SignedTrustDocument> chain, TrustLog log) {
        this.root = root;
        this.chain = List.copyOf(chain);
        this.log = log;
    }

    /// How much was appended.
    record Appended(int documents, int adoptions) {}

    /// The log holds what this chain does not follow from or does not reach.
    static final class OtherChain extends Exception {
        private static final long serialVersionUID = 1L;

        OtherChain(String message) {
            super(message);
        }

        /// Never null.
        @Override
        public String getMessage() {
            return String.valueOf(super.getMessage());
        }
    }

    Appended run() throws LogUnavailable, OtherChain {
        if (log.partitions() != newest().document().partitions()) {
            throw new OtherChain("status-events has " + log.partitions() + " partitions, the document says "
                    + newest().document().partitions());
        }
        int held = heldInTrust();
        for (SignedTrustDocument document : chain.subList(held, chain.size())) {
            log.appendDocument(document);
        }
        // From here on readers know the newest document; partitions follow.
        Map<Integer, Integer> adopted = log.adopted(newest());
        int adoptions = 0;
        for (int partition = 0; partition < log.partitions(); partition++) {
            for (SignedTrustDocument document : chain.subList(adopted.getOrDefault(partition, 0), chain.size())) {
                log.appendAdoption(partition, document);
                adoptions++;
            }
        }
        return new Appended(chain.size() - held, adoptions);
    }

    /// How many partitions have proved that they adopted the newest document.
    int proved() throws LogUnavailable {
        int version = newest().document().version();
        return (int) log.adopted(newest()).values().stream()
                .filter(adopted -> adopted >= version)
                .count();
    }

    /// How many versions of this chain `trust` holds in order, whatever stands between them.
    private int heldInTrust() throws LogUnavailable, OtherChain {
        Optional<SignedTrustDocument> held = Optional.empty();
        Optional<Untrusted> foreign = Optional.empty();
        for (Bytes document : log.documents()) {
            if (held.isPresent() && held.get().holds(document)) {
                continue;
            }
            try {
                held = Optional.of(SignedTrustDocument.open(held, root, document));
            } catch (Malformed e) {
                // Readers pass it over, too.
            } catch (Untrusted e) {
                if (e.reason() == Untrusted.Reason.FORK) {
                    throw new OtherChain("the log holds a fork: " + e.getMessage());
                }
                foreign = Optional.of(e);
            }
        }
        if (held.isEmpty() && foreign.isPresent()) {
            throw new OtherChain("the log holds trust documents, and none of them follows from this root: "
                    + foreign.get().getMessage());
        }
        int count = held.map(last -> last.document().version()).orElse(0);
        if (held.isPresent()
                && count <= chain.size()
                && !held.get().hash().equals(chain.get(count - 1).hash())) {
            throw new OtherChain("the log holds another version " + count + " than this folder: hash "
                    + held.get().hash().toHex());
        }
        if (count > chain.size()) {
            throw new OtherChain("the log holds version " + count + ", this folder ends at " + chain.size()
                    + ": fetch the newer documents from whoever made them");
        }
        return count;
    }

    private SignedTrustDocument newest() {
        return chain.getLast();
    }
}
