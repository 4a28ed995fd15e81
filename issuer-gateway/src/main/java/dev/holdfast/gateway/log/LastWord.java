package dev.holdfast.gateway.log;

/// What happens when the gateway can no longer follow the log: it says why and ends, so that it never answers from
/// a state that stands still.
@FunctionalInterface
public interface LastWord {
    void speak(Throwable why);
}
