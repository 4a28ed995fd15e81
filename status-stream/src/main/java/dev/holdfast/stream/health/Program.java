package dev.holdfast.stream.health;

import org.apache.kafka.streams.KafkaStreams;

/// What the parts of the program are at one moment.
///
/// @param ended whether a part has failed or all were told to stop
/// @param fold of the part that folds
/// @param signs whether there is a notary in this process
public record Program(boolean ended, Fold fold, boolean signs) {
    /// What the fold is.
    public enum Fold {
        /// Not in this process.
        ELSEWHERE,
        JOINING,
        FOLDING,
        ENDED;

        public static Fold of(KafkaStreams.State state) {
            return switch (state) {
                case CREATED, REBALANCING -> JOINING;
                case RUNNING -> FOLDING;
                case PENDING_SHUTDOWN, NOT_RUNNING, PENDING_ERROR, ERROR -> ENDED;
            };
        }
    }
}
