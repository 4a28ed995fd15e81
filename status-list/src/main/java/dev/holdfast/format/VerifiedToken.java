package dev.holdfast.format;

import dev.holdfast.event.Status;
import dev.holdfast.format.TokenRefused.Reason;
import dev.holdfast.sign.KeyId;
import java.time.Duration;
import java.time.Instant;

/// A token whose signature verified under a key that the caller chose; nothing else makes one. Whether it answers
/// the question at hand is for [#requireSubject] and [#requireCurrent] to say (Token Status List, section 8.3).
public final class VerifiedToken {
    /// How far clocks may differ.
    public static final Duration CLOCK_SKEW = Duration.ofSeconds(60);

    private final Statement statement;
    private final StatusListToken token;
    private final KeyId keyId;

    VerifiedToken(Statement statement, KeyId keyId) {
        this.statement = statement;
        this.token = statement.claims();
        this.keyId = keyId;
    }

    /// What the token says.
    public Statement statement() {
        return statement;
    }

    /// Its claims.
    public StatusListToken token() {
        return token;
    }

    /// Thumbprint of the key that verified it, whatever its header said.
    public KeyId keyId() {
        return keyId;
    }

    /// Refuses a token that is not the one at `uri`, character for character.
    public VerifiedToken requireSubject(String uri) throws TokenRefused {
        if (!token.sub().equals(uri)) {
            throw new TokenRefused(Reason.OTHER_SUBJECT, "sub is not the URI that the list was looked up by");
        }
        return this;
    }

    /// Refuses a token that has expired at `now`, or was issued more than [#CLOCK_SKEW] after it. `ttl` is about
    /// when to fetch again and is not looked at.
    public VerifiedToken requireCurrent(Instant now) throws TokenRefused {
        if (token.issuedAt().isAfter(now.plus(CLOCK_SKEW))) {
            throw new TokenRefused(
                    Reason.ISSUED_IN_THE_FUTURE, "the token was issued in the future: " + token.issuedAt());
        }
        if (token.expiresAt().isPresent() && !now.isBefore(token.expiresAt().get())) {
            throw new TokenRefused(
                    Reason.EXPIRED, "the token expired at " + token.expiresAt().get());
        }
        return this;
    }

    /// The status at an index that a credential names.
    ///
    /// @throws TokenRefused if the list does not reach so far: then there is no status, and the credential is to be
    ///     rejected
    public Status status(long idx) throws TokenRefused {
        if (idx < 0 || idx >= token.statuses().capacity()) {
            throw new TokenRefused(Reason.INDEX_OUT_OF_RANGE, "the list does not reach index " + idx);
        }
        return token.statuses().status((int) idx);
    }

    @Override
    public String toString() {
        return "VerifiedToken[" + token.sub() + " of " + token.issuedAt() + "]";
    }
}
