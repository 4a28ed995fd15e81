package dev.holdfast.edge.service;

import dev.holdfast.check.Answer;
import dev.holdfast.check.Answer.Decision;
import jakarta.inject.Singleton;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;

/// How many answers led to which decision. Nothing about who asked for what is kept.
@Singleton
public class AnswerCounts {
    private final Map<Decision, LongAdder> byDecision = new EnumMap<>(Decision.class);

    AnswerCounts() {
        for (Decision decision : Decision.values()) {
            byDecision.put(decision, new LongAdder());
        }
    }

    void count(Answer answer) {
        LongAdder adder = byDecision.get(answer.decision());
        if (adder != null) {
            adder.increment();
        }
    }

    long of(Decision decision) {
        LongAdder adder = byDecision.get(decision);
        return adder == null ? 0 : adder.sum();
    }
}
