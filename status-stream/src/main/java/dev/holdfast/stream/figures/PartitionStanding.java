package dev.holdfast.stream.figures;

import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// Where one partition stands. Each figure has one writing thread and stands for itself: two that are read one after
/// the other may be of different moments. Empty means that it is not known here. Thread-safe.
public final class PartitionStanding {
    private final int number;
    private final InstantSource clock;

    private volatile Optional<Instant> foldsSince = Optional.empty();
    private volatile Instant restoredDraft = Instant.MIN;
    private volatile Optional<Instant> draftedAt = Optional.empty();
    private volatile boolean publishable;
    private volatile Optional<Instant> oldestToken = Optional.empty();
    private volatile long tokensWaiting;

    private volatile Optional<Instant> signsSince = Optional.empty();
    private volatile Optional<Instant> issuedAt = Optional.empty();
    private volatile boolean heldBack;
    private volatile boolean stopped;
    private volatile Optional<Long> draftsLag = Optional.empty();

    private volatile Optional<Long> restoring = Optional.empty();
    private volatile Optional<Long> lag = Optional.empty();
    private volatile Optional<Long> open = Optional.empty();

    PartitionStanding(int number, InstantSource clock) {
        this.number = number;
        this.clock = clock;
    }

    public int number() {
        return number;
    }

    /// From now on the partition is folded in this process.
    ///
    /// @param newestDraft when the newest draft was made that its rows know of
    public void foldsHere(Instant newestDraft) {
        restoredDraft = newestDraft;
        foldsSince = Optional.of(clock.instant());
    }

    public void foldsElsewhere() {
        foldsSince = Optional.empty();
        draftedAt = Optional.empty();
        oldestToken = Optional.empty();
        tokensWaiting = 0;
        publishable = false;
    }

    /// Whether the trust that holds in the partition names a publisher for the region: without one nothing is drafted.
    public void publishable(boolean yes) {
        publishable = yes;
    }

    /// A checkpoint was drafted.
    public void drafted(Instant at) {
        draftedAt = Optional.of(at);
    }

    /// All lists were looked through for tokens that are due.
    ///
    /// @param oldest when the oldest token in force was drafted
    public void tokens(Optional<Instant> oldest, int waiting) {
        oldestToken = oldest;
        tokensWaiting = waiting;
    }

    /// From now on the notary of this process signs the partition.
    public void signsHere() {
        signsSince = Optional.of(clock.instant());
    }

    public void signsElsewhere() {
        signsSince = Optional.empty();
        issuedAt = Optional.empty();
        heldBack = false;
        stopped = false;
        draftsLag = Optional.empty();
    }

    /// The newest checkpoint that is signed and committed.
    public void signed(Instant iat) {
        issuedAt = Optional.of(iat);
    }

    /// Whether a holder is ahead of the log.
    public void heldBack(boolean yes) {
        heldBack = yes;
    }

    /// A draft was refused: nothing is signed until an operator has looked.
    public void stopped() {
        stopped = true;
    }

    /// @param records of `drafts` up to the last stable offset that the notary has not read
    public void draftsLag(long records) {
        draftsLag = Optional.of(records);
    }

    /// So many records of the changelog are still to come.
    public void restoring(long remaining) {
        restoring = Optional.of(remaining);
    }

    public void restored() {
        restoring = Optional.empty();
    }

    /// @param notFolded records up to the last stable offset that are not folded and committed
    /// @param unstable records behind the last stable offset
    public void logEnds(long notFolded, long unstable) {
        lag = Optional.of(notFolded);
        open = Optional.of(unstable);
    }

    /// The broker does not say.
    public void logEndsUnknown() {
        lag = Optional.empty();
        open = Optional.empty();
    }

    public Optional<Instant> foldsSince() {
        return foldsSince;
    }

    Instant restoredDraft() {
        return restoredDraft;
    }

    public boolean isPublishable() {
        return publishable;
    }

    public Optional<Instant> draftedAt() {
        return draftedAt;
    }

    public Optional<Instant> oldestToken() {
        return oldestToken;
    }

    public long tokensWaiting() {
        return tokensWaiting;
    }

    public Optional<Instant> signsSince() {
        return signsSince;
    }

    /// `iat` of the newest signed checkpoint.
    public Optional<Instant> issuedAt() {
        return issuedAt;
    }

    public boolean isHeldBack() {
        return heldBack;
    }

    public boolean isStopped() {
        return stopped;
    }

    public Optional<Long> draftsLag() {
        return draftsLag;
    }

    public Optional<Long> restoring() {
        return restoring;
    }

    public Optional<Long> lag() {
        return foldsSince.isPresent() ? lag : Optional.empty();
    }

    public Optional<Long> open() {
        return foldsSince.isPresent() ? open : Optional.empty();
    }
}
