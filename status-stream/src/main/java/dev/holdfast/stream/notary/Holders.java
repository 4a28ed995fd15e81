package dev.holdfast.stream.notary;

import dev.holdfast.checkpoint.SignedHeader;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/// Who holds checkpoints outside of the home cluster: edges and mirrors. A cluster may forget its tail in a power cut;
/// they do not forget with it.
interface Holders {
    /// What is held of some partitions: per partition one envelope from each holder that has one. Nothing of it is
    /// verified.
    ///
    /// @throws NoHolderAnswers if every holder was silent, so that nothing is known
    Map<Integer, List<SignedHeader>> of(Collection<Integer> partitions) throws NoHolderAnswers;
}
