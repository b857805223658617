package inpage

import "testing"

// TestPlain: what would break in the middle of a word is kept together, and nothing is markup.
func TestPlain(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                            "",
		"avec --keep-signature-date.": `avec <span class="whole">--keep-signature-date.</span>`,
		"L’agent est-il là ?":         `L’agent <span class="whole">est-il</span> là ?`,
		"rappelez-vous-en-souvent":    "rappelez-vous-en-souvent",
		"--<script> a<b":              `<span class="whole">--&lt;script&gt;</span> a&lt;b`,
	} {
		if got := Plain(text); got != want {
			t.Errorf("Plain(%q) = %s, want %s", text, got, want)
		}
	}
}

func TestBreakable(t *testing.T) {
	t.Parallel()
	if got, want := Breakable("A_B <c>"), "A_<wbr>B &lt;c&gt;"; got != want {
		t.Errorf("Breakable = %s, want %s", got, want)
	}
}
