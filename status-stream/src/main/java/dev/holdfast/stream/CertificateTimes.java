package dev.holdfast.stream;

import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Until when the certificates of token keys are good. They are looked at when the program starts, with somebody there
/// who can renew them, and hold nothing up while it runs.
final class CertificateTimes {
    private static final Duration SOON = Duration.ofDays(30);

    private CertificateTimes() {}

    /// What has to be renewed soon, a line for each key whose leaf expires within 30 days.
    ///
    /// @throws BadSetting if one has expired: who goes by certificates would take nothing that the key signs
    static List<String> warnings(List<Signer> tokenKeys, Instant now) throws BadSetting {
        List<String> warnings = new ArrayList<>();
        for (Signer key : tokenKeys) {
            Optional<Instant> last = CertifiedSigner.chainOf(key)
                    .map(chain -> chain.leaf().getNotAfter().toInstant());
            if (last.isPresent() && now.isAfter(last.get())) {
                throw new BadSetting("setting token-key: the certificate of key " + key.keyId() + " has expired at "
                        + last.get() + ": renew it, or leave the key out");
            }
            if (last.isPresent() && now.plus(SOON).isAfter(last.get())) {
                warnings.add("the certificate of token key " + key.keyId() + " expires at " + last.get() + ", in "
                        + Duration.between(now, last.get()).toDays() + " days: renew it and start again");
            }
        }
        return warnings;
    }
}
