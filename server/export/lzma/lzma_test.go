package lzma

import (
	"bytes"
	"encoding/binary"
	"math/rand/v2"
	"os/exec"
	"strings"
	"testing"
)

// texts are data of every kind: short, long, random, of few letters, that repeat themselves
// near and far.
func texts() [][]byte {
	random := rand.New(rand.NewPCG(1, 2))
	noise := make([]byte, 70_000)
	for i := range noise {
		noise[i] = byte(random.Uint32())
	}
	few := make([]byte, 50_000)
	for i := range few {
		few[i] = "abc\n"[random.IntN(4)]
	}
	var numbers []byte
	for i := range 20_000 {
		numbers = binary.LittleEndian.AppendUint32(numbers, uint32(i*i/7))
	}
	patched := bytes.Repeat(few[:997], 40)
	for i := 0; i < len(patched); i += 1 + random.IntN(300) {
		patched[i]++
	}
	out := [][]byte{{}, {0}, []byte("a"), []byte("ab"), []byte("abab"), bytes.Repeat([]byte{0}, 100_000), noise, few, numbers, patched,
		append(append(bytes.Clone(noise), few...), noise...), []byte(strings.Repeat("mot de passe perdu, ", 3000))}
	return out
}

// Another program unpacks what was packed.
func TestPack(t *testing.T) {
	t.Parallel()
	xz, err := exec.LookPath("xz")
	if err != nil {
		t.Skip("xz is not installed: apt-get install xz-utils")
	}
	for i, text := range texts() {
		c := exec.Command(xz, "--decompress", "--stdout", "--format=lzma")
		c.Stdin = bytes.NewReader(Pack(text))
		if got, err := c.Output(); err != nil || !bytes.Equal(got, text) {
			t.Errorf("text %d of %d bytes comes out as %d bytes: %v", i, len(text), len(got), err)
		}
	}
}

// What repeats itself takes hardly any place, and noise no more than itself.
func TestPackIsSmall(t *testing.T) {
	t.Parallel()
	for i, most := range map[int]int{0: 20, 5: 120, 6: 72_000, 7: 14_500, 10: 86_000, 11: 120} {
		text := texts()[i]
		if n := len(Pack(text)); n > most {
			t.Errorf("text %d of %d bytes takes %d, want %d at most", i, len(text), n, most)
		}
	}
}

// What is packed depends on the data alone.
func TestPackIsTheSame(t *testing.T) {
	t.Parallel()
	for _, text := range texts() {
		if !bytes.Equal(Pack(text), Pack(bytes.Clone(text))) {
			t.Errorf("%d bytes are packed in two ways", len(text))
		}
	}
}
