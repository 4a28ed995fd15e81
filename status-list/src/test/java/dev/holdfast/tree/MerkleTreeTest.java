package dev.holdfast.tree;

import static org.assertj.core.api.Assertions.assertThat;

import dev.holdfast.layout.Hash;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class MerkleTreeTest {
    /// The data of the tests that came with the first Certificate Transparency log.
    private static final List<byte[]> KNOWN = Stream.of(
                    "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
            .map(HexFormat.of()::parseHex)
            .toList();

    @ParameterizedTest
    @CsvSource({
        "0, e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "1, 6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "2, fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "3, aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "4, d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "5, 4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "6, 76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "7, ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "8, 5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    })
    void the_roots_are_those_of_certificate_transparency(int size, String root) {
        List<byte[]> leaves =
                KNOWN.subList(0, size).stream().map(MerkleTree::leaf).toList();
        assertThat(MerkleTree.root(leaves).toHex()).isEqualTo(root);
    }

    @ParameterizedTest
    @MethodSource("sizes")
    void pairing_by_levels_is_splitting_at_the_largest_power_of_two(int size) {
        List<byte[]> leaves = leaves(size);
        assertThat(MerkleTree.root(leaves)).isEqualTo(NaiveTree.ofLeaves(leaves));
    }

    @Test
    void the_leaves_are_left_as_they_are() {
        List<byte[]> leaves = leaves(9);
        MerkleTree.root(leaves);
        assertThat(leaves).usingElementComparator(Arrays::compare).isEqualTo(leaves(9));
    }

    @Test
    void a_leaf_of_parts_is_a_leaf_of_the_whole() {
        assertThat(MerkleTree.leaf(new byte[] {1}, new byte[] {2, 3})).isEqualTo(MerkleTree.leaf(new byte[] {1, 2, 3}));
    }

    private static IntStream sizes() {
        return IntStream.rangeClosed(0, 70);
    }

    private static List<byte[]> leaves(int size) {
        Random random = new Random(size);
        List<byte[]> leaves = new ArrayList<>();
        for (int i = 0; i < size; i++) {
            byte[] leaf = new byte[Hash.LENGTH];
            random.nextBytes(leaf);
            leaves.add(leaf);
        }
        return leaves;
    }
}
