package chat

import (
	"encoding/json"
	"net/http/httptest"
	"strings"
	"testing"
	"unicode/utf8"

	"waptkb/content"
	"waptkb/content/doc"
	"waptkb/i18n"
	"waptkb/index"
)

const testMarkdown = "Intro with **bold**, *italic*, `a_b|c` and <https://x.fr/?a=1&b=2>.\n" +
	"Second *line* of `<it>`.\n\n" +
	"> [!WARNING]\n> Mind the **gap**\n> here.\n\n" +
	"1. First [other](other-article.md#part), [here](#way), [mail](mailto:x@y).\n\n" +
	"    ```bash title=\"Debian, Ubuntu\"\n    a && b < c\n\n    d\n    ```\n\n" +
	"   More of it.\n" +
	"2. Second\n   - inner *one*\n   - inner two\n\n" +
	"### Way\n\n| Key | Means | More |\n|---|---|---|\n| `k` | v | w |\n\n" +
	"a\\_b &amp; c\n\n<b>raw</b>![figure](x.svg)\n"

// parse reads Markdown whose sections are of no kind.
func parse(markdown string) []doc.Block {
	return doc.Parse(markdown, func(string) string { return "" }, nil).Blocks
}

func testDocument() []block {
	w := replier{&Chat{cfg: Config{PublicURL: "https://s"}}, "fr"}.document("https://s/fr/articles/this")
	w.label = func(key string, _ ...any) string { return "(" + key + ")" }
	return w.write(parse(testMarkdown))
}

func TestDialects(t *testing.T) {
	for name, test := range map[string]struct {
		d    dialect
		want string
	}{
		"slack": {mrkdwn, "Intro with *bold*, _italic_, `a_b|c` and <https://x.fr/?a=1&amp;b=2|https://x.fr/?a=1&amp;b=2>. Second _line_ of `&lt;it&gt;`.\n\n" +
			"*⚠️ (admonition.warning)* — Mind the *gap* here.\n\n" +
			"1. First <https://s/fr/articles/other-article#part|other>, <https://s/fr/articles/this#way|here>, mail.\n" +
			"_Debian, Ubuntu_\n```\na &amp;&amp; b &lt; c\n\nd\n```\n" +
			"More of it.\n\n2. Second\n" + indent + "• inner _one_\n" + indent + "• inner two\n\n" +
			"*Way*\n\n• `k` — Means(sign.colon)v — More(sign.colon)w\n\na_b &amp; c\n\nraw"},
		"mattermost": {mattermostMarkdown, "Intro with **bold**, *italic*, `a_b|c` and [https://x.fr/?a=1&b=2](https://x.fr/?a=1&b=2). Second *line* of `<it>`.\n\n" +
			"**⚠️ (admonition.warning)** — Mind the **gap** here.\n\n" +
			"**1.** First [other](https://s/fr/articles/other-article#part), [here](https://s/fr/articles/this#way), mail.\n" +
			"*Debian, Ubuntu*\n```bash\na && b < c\n\nd\n```\n" +
			"More of it.\n\n**2.** Second\n" + indent + "• inner *one*\n" + indent + "• inner two\n\n" +
			"**Way**\n\n• `k` — Means(sign.colon)v — More(sign.colon)w\n\na\\_b & c\n\nraw"},
		"rocketchat": {rocketMarkdown, "Intro with *bold*, _italic_, `a_b|c` and [https://x.fr/?a=1&b=2](https://x.fr/?a=1&b=2). Second _line_ of `<it>`.\n\n" +
			"*⚠️ (admonition.warning)* — Mind the *gap* here.\n\n" +
			"*1.* First [other](https://s/fr/articles/other-article#part), [here](https://s/fr/articles/this#way), mail.\n" +
			"_Debian, Ubuntu_\n```bash\na && b < c\n\nd\n```\n" +
			"More of it.\n\n*2.* Second\n" + indent + "• inner _one_\n" + indent + "• inner two\n\n" +
			"*Way*\n\n• `k` — Means(sign.colon)v — More(sign.colon)w\n\na_b & c\n\nraw"},
	} {
		texts, cut := test.d.blocks(testDocument(), 3000, 1)
		if cut || len(texts) != 1 || texts[0] != test.want {
			t.Errorf("%s: cut %v\n%s\nwant\n%s", name, cut, strings.Join(texts, "\n=====\n"), test.want)
		}
	}
}

func TestEscaping(t *testing.T) {
	const nasty = "a <!channel> & <@U1> *x* _y_ ~z~ `q` [l](http://e) @all #t | \\"
	for name, test := range map[string]struct {
		d          dialect
		text, code string
	}{
		"slack":      {mrkdwn, "a &lt;!channel&gt; &amp; &lt;@U1&gt; *x* _y_ ~z~ 'q' [l](http://e) @all #t | \\", "`a &lt;!channel&gt; &amp; &lt;@U1&gt; *x* _y_ ~z~ 'q' [l](http://e) @all #t | \\`"},
		"mattermost": {mattermostMarkdown, "a \\<!channel\\> & \\<@\u200bU1\\> \\*x\\* \\_y\\_ \\~z\\~ \\`q\\` \\[l\\](http://e) @\u200ball \\#t \\| \\\\", "`a <!channel> & <@\u200bU1> *x* _y_ ~z~ 'q' [l](http://e) @\u200ball #t | \\`"},
		"rocketchat": {rocketMarkdown, "a <!channel> & <@\u200bU1> \\*x\\* \\_y\\_ \\~z\\~ \\`q\\` [l]\u200b(http://e) @\u200ball #t | \\", "`a <!channel> & <@\u200bU1> *x* _y_ ~z~ 'q' [l](http://e) @\u200ball #t | \\`"},
	} {
		if got := test.d.inline([]span{{text: nasty}}); got != test.text {
			t.Errorf("%s, text\n%q\nwant\n%q", name, got, test.text)
		}
		if got := test.d.inline([]span{{text: nasty, code: true}}); got != test.code {
			t.Errorf("%s, code\n%q\nwant\n%q", name, got, test.code)
		}
	}
	if got := rocketMarkdown.inline([]span{{text: "a_b _c"}}); got != `a_b \_c` {
		t.Errorf("rocketchat, within a word: %q", got)
	}
	if got := mrkdwn.inline([]span{{text: "a|b", url: "https://e/?a|<b>&c"}}); got != "<https://e/?a%7C%3Cb%3E&amp;c|a¦b>" {
		t.Errorf("slack, link: %q", got)
	}
	if got := mattermostMarkdown.inline([]span{{text: "a [b]", url: "https://e/(x)"}}); got != `[a \[b\]](https://e/%28x%29)` {
		t.Errorf("mattermost, link: %q", got)
	}
}

func TestCutAtWholeLines(t *testing.T) {
	long := block{isCode: true, code: strings.TrimSuffix(strings.Repeat("line of code\n", 100), "\n")}
	texts, cut := mrkdwn.blocks([]block{line("before"), long, line("after")}, 200, 1)
	if !cut || len(texts) != 1 || texts[0] != "before" {
		t.Errorf("code that does not fit: %q", texts)
	}
	texts, cut = mrkdwn.blocks([]block{long}, 200, 1)
	if !cut || len(texts) != 1 || length(texts[0]) > 200 || strings.Count(texts[0], "```") != 2 || !strings.HasSuffix(texts[0], "\nline of code\n```") {
		t.Errorf("code alone: %q", texts)
	}
	texts, cut = mrkdwn.blocks([]block{line(strings.Repeat("word & ", 100))}, 200, 1)
	if !cut || len(texts) != 1 || length(texts[0]) > 200 || !strings.HasSuffix(texts[0], "&amp; …") && !strings.HasSuffix(texts[0], "word …") {
		t.Errorf("a long line: %q", texts)
	}
	if texts, cut = mrkdwn.blocks([]block{line(strings.Repeat("😀", 200))}, 200, 1); !cut || len(texts) != 0 {
		t.Errorf("one long word: %q", texts)
	}
}

// checkLimits checks what each system takes.
func checkLimits(t testing.TB, name string, m *message) {
	t.Helper()
	s := slack{}.write(m, question{}).(slackReply)
	if len(s.Blocks) == 0 || len(s.Blocks) > 50 || length(s.Text) > 3000 {
		t.Errorf("%s: slack has %d blocks", name, len(s.Blocks))
	}
	for _, b := range s.Blocks {
		if b.Type == "section" && (b.Text == nil || b.Text.Text == "" || length(b.Text.Text) > slackSection || strings.Count(b.Text.Text, "```")%2 != 0) {
			t.Errorf("%s: slack section %+v", name, b.Text)
		}
	}
	mm := mattermost{}.write(m, question{}).(markdownReply)
	total := length(mm.Text)
	for _, a := range mm.Attachments {
		total += length(a.Text)
	}
	if mm.Text == "" || total > mattermostPost {
		t.Errorf("%s: mattermost has %d characters", name, total)
	}
	rc := rocketChat{}.write(m, question{}).(markdownReply)
	if rc.Text == "" || length(rc.Text) > 5000 {
		t.Errorf("%s: rocketchat has %d characters", name, length(rc.Text))
	}
	tm := teams{}.write(m, question{}).(teamsReply)
	if jsonSize(tm) > 28<<10 {
		t.Errorf("%s: teams has %d bytes", name, jsonSize(tm))
	}
	checkCard(t, name, tm)
}

func checkCard(t testing.TB, name string, r teamsReply) {
	t.Helper()
	if r.Type != "message" || len(r.Attachments) != 1 || r.Attachments[0].Content.Version != "1.4" {
		t.Fatalf("%s: %+v", name, r)
	}
	action := func(a cardAction) {
		if a.Type != "Action.OpenUrl" || !strings.HasPrefix(a.URL, "http") {
			t.Errorf("%s: action %+v", name, a)
		}
	}
	for _, a := range r.Attachments[0].Content.Actions {
		action(a)
	}
	var element func(e cardElement)
	element = func(e cardElement) {
		switch {
		case e.Type == "RichTextBlock" && len(e.Inlines) > 0 && len(e.Items) == 0, e.Type == "Container" && len(e.Items) > 0 && len(e.Inlines) == 0:
		default:
			t.Errorf("%s: element %+v", name, e)
		}
		for _, i := range e.Items {
			element(i)
		}
		for _, run := range e.Inlines {
			if run.Type != "TextRun" || run.Text == "" {
				t.Errorf("%s: run %+v", name, run)
			}
			if run.Action != nil {
				action(*run.Action)
			}
		}
	}
	for _, e := range r.Attachments[0].Content.Body {
		element(e)
	}
}

// TestEveryArticle renders the solution of every article of ours for every system.
func TestEveryArticle(t *testing.T) {
	lib, err := content.Load(content.FS)
	if err != nil {
		t.Fatal(err)
	}
	c := newChat(t, testConfig(), unindexed{lib: lib}, nil)
	for _, lang := range i18n.Languages() {
		for _, a := range lib.Articles(lang) {
			m := &message{title: a.Title, url: "https://s/x", rest: line(c.texts.Text(lang, "chat.cut")), link: link{"l", "https://s/x"}, after: []block{line("after")}}
			m.body = replier{c, lang}.document("https://s/x").write(lib.Document(a).Section(content.SectionSolution).Blocks)
			name := lang + "/" + a.ID
			if len(m.body) == 0 {
				t.Errorf("%s has no steps", name)
			}
			for _, b := range m.body {
				text := flat(b.spans) + flat(b.title)
				for _, bad := range []string{"**", "[!", "](", "\n"} {
					if strings.Contains(text, bad) && !hasCode(b, bad) {
						t.Errorf("%s: %q is left in %q", name, bad, text)
					}
				}
			}
			checkLimits(t, name, m)
		}
	}
}

// unindexed has articles and finds none.
type unindexed struct {
	index.Service
	lib *content.Library
}

func (u unindexed) Library() *content.Library { return u.lib }

func hasCode(b block, text string) bool {
	for _, s := range b.spans {
		if s.code && strings.Contains(s.text, text) {
			return true
		}
	}
	return false
}

func FuzzMarkdown(f *testing.F) {
	f.Add(testMarkdown)
	f.Add("1. ```\n2. > [!NOTE]\n- - x\n\n|a|\n|-|\n|b|")
	c := newTestChat(f, testConfig())
	f.Fuzz(func(t *testing.T, source string) {
		if !utf8.ValidString(source) {
			return
		}
		body := replier{c, "fr"}.document("https://s/x").write(parse(source))
		checkLimits(t, "fuzz", &message{title: "t", url: "https://s", body: body, rest: line("rest"), link: link{"l", "https://s"}, after: body})
	})
}

// FuzzRequests feeds every decoder with text that its system has signed.
func FuzzRequests(f *testing.F) {
	for _, seed := range []string{
		slackExample, slackCommand, mattermostCommand, mattermostWebhook, rocketMessage, teamsActivity, "text=%zz", "{", "text=%00%ff&token=" + mattermostToken,
		`{"token":"` + rocketToken + `","text":"` + strings.Repeat("<at>", 50) + `"}`, `{"type":"message","text":"<p><at>x</at>&lt;&#0;</p>"}`,
	} {
		f.Add(seed)
	}
	c := newTestChat(f, testConfig())
	f.Fuzz(func(t *testing.T, body string) {
		for name, read := range map[string]func() (question, error){
			"slack": func() (question, error) {
				r := httptest.NewRequest("POST", slackSystem.Path, nil)
				r.Header.Set("X-Slack-Request-Timestamp", "1531420618")
				r.Header.Set("X-Slack-Signature", signSlack(slackTime, body))
				s, err := newSlack(c.cfg.Now, c.cfg.Secrets[slackSystem.Setting])
				if err != nil {
					return question{}, err
				}
				return s.read(r, []byte(body))
			},
			"mattermost": func() (question, error) {
				r := httptest.NewRequest("POST", mattermostSystem.Path, nil)
				r.Header.Set("Authorization", "Token "+mattermostToken)
				if strings.HasPrefix(body, "{") {
					r.Header.Set("Content-Type", "application/json")
				}
				return mattermost{c.cfg.Secrets[mattermostSystem.Setting]}.read(r, []byte(body))
			},
			"rocketchat": func() (question, error) {
				return rocketChat{c.cfg.Secrets[rocketChatSystem.Setting]}.read(httptest.NewRequest("POST", rocketChatSystem.Path, nil), []byte(body))
			},
			"teams": func() (question, error) {
				var a activity
				if err := json.Unmarshal([]byte(body), &a); err != nil {
					return question{}, err
				}
				return question{text: FromHTML(a.Text)}, nil
			},
		} {
			q, err := read()
			if err != nil {
				continue
			}
			cmd := parseCommand(q.text, c.texts)
			if !utf8.ValidString(cmd.text) || strings.ContainsAny(cmd.text, "\x00\r") || cmd.text != strings.TrimSpace(cmd.text) {
				t.Errorf("%s: text %q", name, cmd.text)
			}
			if !cmd.help && cmd.text == "" {
				t.Errorf("%s: empty, without help", name)
			}
		}
	})
}

// FuzzAnswer asks anything, and wants a reply that every system takes.
func FuzzAnswer(f *testing.F) {
	for _, seed := range []string{"the uninstall key x can not be found", "en x", "aide", "```\na\nb\nc\n```", "Command 'x' timed out after 1 seconds with output '<!channel> `x` @all'"} {
		f.Add(seed)
	}
	c := newTestChat(f, testConfig())
	r := httptest.NewRequest("POST", slackSystem.Path, nil)
	f.Fuzz(func(t *testing.T, text string) {
		m := c.answer(r, text)
		if m.title == c.texts.Text("fr", "chat.fault.title") && len(text) < index.MaxQuery {
			t.Errorf("fault: %+v", m)
		}
		checkLimits(t, "answer", m)
	})
}

func TestClean(t *testing.T) {
	for _, test := range []struct{ name, got, want string }{
		{"slack entities", fromSlack("a &lt;b&gt; &amp;amp; c"), "a <b> &amp; c"},
		{"slack link", fromSlack("see <https://a.fr/x|a.fr/x> and <https://b.fr>"), "see a.fr/x and https://b.fr"},
		{"slack mention", fromSlack("<@U012|bob> x <#C1|it> <!here>"), "bob x it "},
		{"slack, angle brackets of an error", fromSlack("&lt;urlopen error&gt; <urlopen error>"), "<urlopen error> <urlopen error>"},
		{"teams", FromHTML("<div><div><at id=\"0\">WAPT Bot</at>&nbsp;a &lt;urlopen&gt; b<br>c</div></div>"), "a <urlopen> b\nc"},
		{"teams, angle brackets of an error", FromHTML("<at>x</at> <urlopen error [Errno 111]>"), "<urlopen error [Errno 111]>"},
		{"teams code", FromHTML("<at>x</at><pre class=\"code\"><code>a\n  b</code></pre><p>c</p>"), "a\n  b\nc"},
		{"trigger", withoutTrigger("!wapt: a", "!wapt"), "a"},
		{"trigger, case", withoutTrigger("WAPT a", "wapt"), "a"},
		{"trigger alone", withoutTrigger("!wapt", "!wapt"), ""},
		{"trigger within a word", withoutTrigger("wapt-get a", "wapt"), "wapt-get a"},
		{"trigger, line", withoutTrigger("!wapt\n```\na\n```", "!wapt"), "```\na\n```"},
		{"no trigger", withoutTrigger(" a ", ""), "a"},
		{"fence in a line", withoutFences("```a b```"), "a b"},
		{"fence around text", withoutFences("see\n```text\na\n```\nb"), "see\na\nb"},
		{"two codes", withoutFences("`a` and `b`"), "`a` and `b`"},
		{"language is no prefix", parseCommand("entrée refusée", newTestChat(t, testConfig()).texts).text, "entrée refusée"},
		{"control characters", plain("a\x00\x07b\r\nc\xff"), "ab\nc\uFFFD"},
	} {
		if test.got != test.want {
			t.Errorf("%s: %q, want %q", test.name, test.got, test.want)
		}
	}
}
