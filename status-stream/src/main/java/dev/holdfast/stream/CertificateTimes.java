package dev.holdfast.stream;

import dev.holdfast.sign.CertifiedSigner;
import dev.holdfast.sign.Signer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Until when the certificates of token keys are good. They are looked at when the program starts, and hold nothing
/// up: a start in an outage is no time to lack a certificate, and whoever goes by the trust document needs none.
final class CertificateTimes {
    private static final Duration SOON = Duration.ofDays(30);

    private CertificateTimes() {}

    /// What has to be renewed, a line for each key with a certificate in its chain that has expired or will within 30
    /// days.
    static List<String> warnings(List<Signer> tokenKeys, Instant now) {
        List<String> warnings = new ArrayList<>();
        for (Signer key : tokenKeys) {
            Optional<Instant> last = CertifiedSigner.chainOf(key)
                    .flatMap(chain -> chain.certificates().stream()
                            .map(certificate -> certificate.getNotAfter().toInstant())
                            .min(Comparator.naturalOrder()));
            if (last.isPresent() && now.isAfter(last.get())) {
                warnings.add("the certificate of token key " + key.keyId() + " has expired at " + last.get()
                        + ": who goes by certificates takes nothing that it signs; renew it and start again");
            } else if (last.isPresent() && now.plus(SOON).isAfter(last.get())) {
                warnings.add("the certificate of token key " + key.keyId() + " expires at " + last.get() + ", in "
                        + Duration.between(now, last.get()).toDays() + " days: renew it and start again");
            }
        }
        return warnings;
    }
}
