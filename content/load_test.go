package content

import "testing"

func TestEmbeddedContentLoads(t *testing.T) {
	if _, err := Load(FS); err != nil {
		t.Fatal(err)
	}
}
