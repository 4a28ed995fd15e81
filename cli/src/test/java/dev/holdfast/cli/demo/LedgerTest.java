package dev.holdfast.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.api.Test;

class LedgerTest {
    private static final EdgeClient.Question ENTRY = new EdgeClient.Question("acme.pid", 5);

    private final Ledger ledger = new Ledger();

    LedgerTest() {
        ledger.sent(ENTRY);
        ledger.settled(ENTRY, 40, 2, 0, 0);
        ledger.sent(ENTRY);
        ledger.settled(ENTRY, 50, 1, 0, 0);
    }

    @Test
    void an_answer_is_right_if_it_is_the_status_at_its_own_checkpoint() {
        assertThat(ledger.fault(ENTRY, answer(39, 0))).isEmpty();
        assertThat(ledger.fault(ENTRY, answer(40, 2))).isEmpty();
        assertThat(ledger.fault(ENTRY, answer(49, 2))).isEmpty();
        assertThat(ledger.fault(ENTRY, answer(50, 1))).isEmpty();
    }

    @Test
    void an_edge_that_mislabels_its_checkpoint_by_one_is_wrong() {
        assertThat(ledger.fault(ENTRY, answer(50, 2))).isPresent();
        assertThat(ledger.fault(ENTRY, answer(49, 1))).isPresent();
        assertThat(ledger.fault(ENTRY, answer(39, 2))).isPresent();
    }

    @Test
    void an_answer_without_evidence_is_wrong() {
        assertThat(ledger.fault(ENTRY, Http.JSON.createObjectNode().put("code", 1)))
                .isPresent();
        ObjectNode elsewhere = answer(50, 1);
        ((ObjectNode) elsewhere.path("evidence")).put("partition", Ledger.partitionOf(ENTRY) + 1);
        assertThat(ledger.fault(ENTRY, elsewhere)).isPresent();
    }

    @Test
    void while_a_change_has_an_unknown_fate_its_entry_is_not_judged() {
        ledger.sent(ENTRY);
        assertThat(ledger.fault(ENTRY, answer(50, 3))).isEmpty();
        assertThat(ledger.entries()).isEmpty();
        ledger.refused(ENTRY);
        assertThat(ledger.fault(ENTRY, answer(50, 3))).isPresent();
    }

    private static ObjectNode answer(long n, int code) {
        ObjectNode answer = Http.JSON.createObjectNode().put("code", code);
        answer.putObject("evidence").put("n", n).put("idx", ENTRY.idx()).put("partition", Ledger.partitionOf(ENTRY));
        return answer;
    }
}
