package words

import (
	"os"
	"testing"
)

// What is packed is the list that people write.
func TestBackgroundIsCurrent(t *testing.T) {
	t.Parallel()
	text, err := os.ReadFile("background.txt")
	if err != nil {
		t.Fatal(err)
	}
	if Background() != string(text) {
		t.Error("background.txt.gz is not background.txt: go generate ./content/words")
	}
}
