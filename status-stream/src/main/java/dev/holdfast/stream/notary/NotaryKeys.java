package dev.holdfast.stream.notary;

import dev.holdfast.event.Region;
import dev.holdfast.format.ListFormat;
import dev.holdfast.sign.PublicKey;
import dev.holdfast.sign.Signer;
import dev.holdfast.trust.Publisher;
import dev.holdfast.trust.TrustDocument;
import java.util.List;
import java.util.Optional;

/// The keys that only a notary holds. Which of them signs is for the trust document to say that holds where the
/// draft comes from: the first one here that it lists.
///
/// @param checkpoints sign headers, the preferred first
/// @param tokens sign standard tokens, the preferred first
record NotaryKeys(Region region, List<Signer> checkpoints, List<Signer> tokens) {
    NotaryKeys {
        checkpoints = List.copyOf(checkpoints);
        tokens = List.copyOf(tokens);
    }

    Signer checkpointsUnder(TrustDocument trust) {
        return listed("checkpoint", checkpoints, publisher(trust).checkpointKeys(), trust);
    }

    /// The key for a form of a list; empty if none of the kind that the form takes is both held here and listed.
    ///
    /// @throws KeyMissing if no token key that is listed is held at all
    Optional<Signer> tokensUnder(TrustDocument trust, ListFormat format) {
        List<PublicKey> listed = publisher(trust).tokenKeys();
        var _ = listed("token", tokens, listed, trust);
        return tokens.stream()
                .filter(signer -> format.takes(signer.algorithm()))
                .filter(signer -> listed.stream().anyMatch(key -> key.keyId().equals(signer.keyId())))
                .findFirst();
    }

    private Publisher publisher(TrustDocument trust) {
        return trust.publisher(region)
                .orElseThrow(() -> new KeyMissing(
                        "trust document " + trust.version() + " names no publisher for the region " + region));
    }

    private Signer listed(String use, List<Signer> held, List<PublicKey> listed, TrustDocument trust) {
        List<String> wanted =
                listed.stream().map(key -> key.keyId().value()).sorted().toList();
        return held.stream()
                .filter(signer -> wanted.contains(signer.keyId().value()))
                .findFirst()
                .orElseThrow(() -> new KeyMissing("trust document " + trust.version() + " lists the " + use
                        + " keys " + wanted + " for the region " + region + ", and this notary holds "
                        + held.stream().map(Signer::keyId).toList() + ": name the file of one that is listed in the"
                        + " setting " + use + "-key, and start it again"));
    }
}
