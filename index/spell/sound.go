package spell

import "strings"

// This file writes words as a French ear hears them, for people who write as they speak
// (paket, rezo, lissence), and as a machine sees them that reads.

// sounds are what letters, at a place in a folded word, are heard as: the first that fits
// counts. One of before must follow them: "$" is the end of the word, "-" a consonant or the
// end.
var sounds = []struct{ letters, before, sound string }{
	{"eau", "", "o"}, {"au", "", "o"}, {"oeu", "", "E"}, {"eu", "", "E"}, {"oi", "", "wa"}, {"ou", "", "u"},
	{"ain", "-", "1"}, {"ein", "-", "1"}, {"in", "-", "1"}, {"im", "-", "1"}, {"un", "-", "1"}, {"yn", "-", "1"},
	{"ien", "-", "i1"}, {"en", "-", "2"}, {"em", "-", "2"}, {"an", "-", "2"}, {"am", "-", "2"}, {"on", "-", "3"}, {"om", "-", "3"},
	{"ai", "", "e"}, {"ei", "", "e"}, {"er", "$", "e"}, {"ez", "$", "e"}, {"et", "$", "e"},
	{"tion", "", "si3"}, {"ph", "", "f"}, {"ch", "", "C"}, {"sh", "", "C"}, {"qu", "", "k"}, {"ck", "", "k"}, {"q", "", "k"},
	{"sc", "eiy", "s"}, {"cc", "eiy", "ks"}, {"c", "eiy", "s"}, {"c", "", "k"}, {"x", "", "ks"},
	{"ge", "ao", "j"}, {"gu", "eiy", "g"}, {"gn", "", "n"}, {"g", "eiy", "j"},
	{"h", "", ""}, {"y", "", "i"}, {"z", "", "s"}, {"w", "", "v"}, {"e", "$", ""}, {"es", "$", ""},
}

// silent are the consonants that are not heard at the end of a word.
const silent = "tdsp"

// minSound is how long what is heard of a word must be to tell it.
const minSound = 3

// Sound gives how a folded word is heard: words that sound alike have the same. It is empty
// for a word that says too little.
func Sound(word string) string {
	out := make([]byte, 0, len(word)+2)
	for i := 0; i < len(word); {
		heard, n := heardAt(word, i)
		for _, c := range []byte(heard) {
			if len(out) == 0 || out[len(out)-1] != c { // double letters are one
				out = append(out, c)
			}
		}
		i += n
	}
	if n := len(out); n > 1 && strings.IndexByte(silent, out[n-1]) >= 0 {
		out = out[:n-1]
	}
	heard := strings.TrimSuffix(string(out), "e") // heard or not: accents are folded away
	if len(heard) < minSound {
		return ""
	}
	return heard
}

// heardAt gives what is heard of the letters at a place, and how many they are.
func heardAt(word string, at int) (heard string, n int) {
	for _, s := range sounds {
		rest, ok := strings.CutPrefix(word[at:], s.letters)
		if ok && follows(rest, s.before) {
			return s.sound, len(s.letters)
		}
	}
	return word[at : at+1], 1
}

// follows tells whether the rest of a word is what letters must stand before.
func follows(rest, before string) bool {
	switch before {
	case "":
		return true
	case "$":
		return rest == ""
	case "-":
		return rest == "" || strings.IndexByte("aeiouynm", rest[0]) < 0
	default:
		return rest != "" && strings.IndexByte(before, rest[0]) >= 0
	}
}

// looks writes letters alike that a machine takes for each other when it reads.
var looks = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "0", "o", "1", "l", "i", "l", "3", "e", "5", "s", "8", "b")

// Look gives how a folded word looks to a machine that reads it: c0nso1e and console have the
// same.
func Look(word string) string { return looks.Replace(word) }

// MayBeMisread tells whether a folded word may have been read by machine: it has letters, and
// what a letter may have been.
func MayBeMisread(word string) bool {
	misread, letters := strings.Contains(word, "rn") || strings.Contains(word, "vv") || strings.Contains(word, "cl"), false
	for _, c := range []byte(word) {
		letters = letters || 'a' <= c && c <= 'z'
		switch c {
		case '0', '1', '3', '5', '8':
			misread = true
		}
	}
	return misread && letters
}
