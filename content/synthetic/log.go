package synthetic

import (
	"bufio"
	"fmt"
	"io"
	"math/rand/v2"
	"strings"
)

// logLines are lines of agents, of nginx and of the journal in which nothing is
// wrong, however they sound. Every % is a number, every $ a word.
var logLines = []string{
	"2024-%-% %:%:%,% [waptservice    ] INFO Reloading configuration",
	"2024-%-% %:%:%,% [waptcore       ] INFO Register start of install tis-$_%.%-% as user SYSTEM to local DB with params {}",
	"2024-%-% %:%:%,% [waptcore       ] INFO Installing package C:\\Program Files (x86)\\wapt\\cache\\tis-$_%.%-%_all_windows_PROD.wapt",
	"2024-%-% %:%:%,% [waptcore       ] DEBUG HEAD https://srvwapt.$.lan/wapt/Packages 200 in % ms",
	"2024-%-% %:%:%,% [wapttasks      ] WARNING no error found after retry %, connection to repository established again",
	"Jun % %:%:% srvwapt nginx: 10.%.%.% - - [24/Jun/2024:%:%:% +0200] \"GET /wapt/Packages HTTP/1.1\" 200 % \"-\" \"wapt/2.3.0\"",
	"Jun % %:%:% srvwapt nginx: 10.%.%.% - - [24/Jun/2024:%:%:% +0200] \"HEAD /wapt-host/$-%.wapt HTTP/1.1\" 200 0 \"-\" \"wapt/2.3.0\"",
	"Jun % %:%:% srvwapt systemd[1]: Started Session % of user $.",
	"Jun % %:%:% srvwapt kernel: [%.%] audit: type=% audit(%.%:%): apparmor=\"STATUS\" operation=\"profile_load\" name=\"$\"",
	"tis-$_PROD.wapt uploaded %% (%.% MB)",
	"Vérification du certificat de $ : terminée en % ms",
}

var logWords = strings.Fields("firefox vlc notepad audacity gimp libreoffice python thunderbird inkscape keepass winscp putty blender scribus")

// Log writes n bytes of alarming but clean log, with one of the messages in turn after
// each gap bytes or so. The same arguments always give the same log.
func Log(w io.Writer, n, gap int, messages []string) error {
	rng := rand.New(rand.NewPCG(1, 2))
	b := bufio.NewWriterSize(w, 1<<16)
	next, at := gap, 0
	for written := 0; written < n; {
		line := ""
		if len(messages) > 0 && written >= next {
			line = messages[at%len(messages)]
			at++
			next += gap
		} else {
			line = logLine(rng)
		}
		_, _ = b.WriteString(line) // Flush has the error
		_ = b.WriteByte('\n')
		written += len(line) + 1
	}
	return b.Flush()
}

// logLine fills one of the lines in.
func logLine(rng *rand.Rand) string {
	line := logLines[rng.IntN(len(logLines))]
	var out []byte
	for i := range len(line) {
		switch c := line[i]; c {
		case '%':
			out = fmt.Appendf(out, "%02d", rng.IntN(60))
		case '$':
			out = append(out, logWords[rng.IntN(len(logWords))]...)
		default:
			out = append(out, c)
		}
	}
	return string(out)
}
