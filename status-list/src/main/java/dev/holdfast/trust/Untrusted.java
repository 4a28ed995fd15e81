package dev.holdfast.trust;

import java.io.Serial;

/// A trust document that may not follow the one that is held, or may not be the first; or a caller nobody vouches
/// for.
public final class Untrusted extends Exception {
    @Serial
    private static final long serialVersionUID = 1L;

    private final Reason reason;

    public Untrusted(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }

    /// Never null.
    @Override
    public String getMessage() {
        return String.valueOf(super.getMessage());
    }

    /// Why. Each has its own name in metrics, logs and on the command line.
    public enum Reason {
        WRONG_DEPLOYMENT("wrong-deployment"),
        /// A version that is held already, or an older one.
        OLD("old"),
        /// The same version twice, both signed: proof that the root contradicts itself.
        FORK("fork"),
        /// Documents in between are missing.
        GAP("gap"),
        WRONG_PREVIOUS("wrong-previous"),
        PARTITIONS_CHANGED("partitions-changed"),
        RULES_BACK("rules-back"),
        EPOCH("epoch"),
        /// A compromise or a disowning that was stated before is missing, or a new one bears another version.
        STATEMENTS("statements"),
        BAD_SIGNATURE("bad-signature"),
        TOO_FEW_OLD("too-few-old-signatures"),
        TOO_FEW_NEW("too-few-new-signatures"),
        /// It takes so much away that the root has to say separately that this is meant.
        NO_INTENT("no-intent"),
        WRONG_INTENT("wrong-intent"),
        UNKNOWN_CALLER("unknown-caller");

        private final String wireName;

        Reason(String wireName) {
            this.wireName = wireName;
        }

        public String wireName() {
            return wireName;
        }
    }
}
