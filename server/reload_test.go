package server

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"runtime"
	"strings"
	"testing"
	"testing/fstest"
	"testing/synctest"
	"time"
	"weak"

	"waptkb/content"
	"waptkb/content/sample"
	"waptkb/i18n"
	"waptkb/index"
)

// titled indexes the sample articles, of which one has another title.
func titled(t *testing.T, title string) *index.Index {
	t.Helper()
	files := fstest.MapFS{}
	if err := fs.WalkDir(sample.FS, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(sample.FS, name)
		text := strings.ReplaceAll(string(data), "La clé de désinstallation est introuvable", title)
		files[name] = &fstest.MapFile{Data: []byte(text)}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	lib, err := content.Load(files)
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(lib)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

const (
	aQuery    = "/fr/search?q=uninstall+key+can+not+be+found"
	anArticle = "/fr/articles/uninstall-key-not-found"
)

// slowIndex answers a search when it may.
type slowIndex struct {
	*index.Index
	begun, proceed chan struct{}
}

func (x slowIndex) Search(ctx context.Context, q index.Query) (*index.Response, error) {
	if strings.HasPrefix(q.Text, "uninstall") {
		close(x.begun)
		<-x.proceed
	}
	return x.Index.Search(ctx, q)
}

// TestReplace: new requests have the new content, one that is open has its own until it ends, and
// then nobody holds that any more.
func TestReplace(t *testing.T) {
	t.Parallel()
	old := titled(t, "Un ancien titre")
	slow := slowIndex{old, make(chan struct{}), make(chan struct{})}
	s, err := New(Config{Index: slow, Messages: i18n.New()})
	if err != nil {
		t.Fatal(err)
	}
	site, gone := s.Site, weak.Make(old)
	open := make(chan *httptest.ResponseRecorder)
	go func() { open <- get(t, site.Handler(), aQuery) }()
	<-slow.begun
	if err := site.Replace(t.Context(), titled(t, "Un nouveau titre"), nil); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{aQuery, anArticle, "/api/v1/search?q=uninstall+key+can+not+be+found", "/sitemap.xml", "/fr/"} {
		w := get(t, site.Handler(), path)
		if w.Code != http.StatusOK || strings.Contains(w.Body.String(), "Un ancien titre") {
			t.Errorf("%s: %d with the old content", path, w.Code)
		}
	}
	if w := get(t, site.Handler(), anArticle); !strings.Contains(w.Body.String(), "Un nouveau titre") {
		t.Errorf("%s has not the new content", anArticle)
	}
	close(slow.proceed)
	if w := <-open; w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Un ancien titre") || strings.Contains(w.Body.String(), "Un nouveau titre") {
		t.Errorf("the open request: %d, %s", w.Code, w.Body)
	}
	s, old, slow = nil, nil, slowIndex{}
	for range 3 { // pools let go of what is unused in two collections
		runtime.GC()
	}
	if gone.Value() != nil {
		t.Error("the old index is still held")
	}
}

// TestReplaceRefuses what finds nothing, and goes on with what is there.
func TestReplaceRefuses(t *testing.T) {
	t.Parallel()
	s := newServerOver(t, titled(t, "Un titre"))
	empty, err := content.LoadWithout(sample.FS, "cle-privee-perdue", "installation-timed-out-600", "uninstall-key-not-found")
	if err != nil {
		t.Fatal(err)
	}
	x, err := index.Build(empty)
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Replace(t.Context(), x, nil); err == nil {
		t.Error("an empty index takes over")
	}
	if w := get(t, s.Handler(), anArticle); w.Code != http.StatusOK {
		t.Errorf("%s = %d", anArticle, w.Code)
	}
}

// TestChannelsFollow: chats, help desks and assistants have the new content, too.
func TestChannelsFollow(t *testing.T) {
	t.Parallel()
	s := newServerOver(t, titled(t, "Un ancien titre"))
	if err := s.Replace(t.Context(), titled(t, "Un nouveau titre"), nil); err != nil {
		t.Fatal(err)
	}
	note, err := s.chats.Note(t.Context(), "uninstall key can not be found")
	if err != nil || !strings.Contains(note, "Un nouveau titre") {
		t.Errorf("note of a help desk: %q, %v", note, err)
	}
	r := httptest.NewRequest(http.MethodPost, "/mcp", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"resources/list"}`))
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Accept", "application/json, text/event-stream")
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	if w.Code != http.StatusOK || !strings.Contains(w.Body.String(), "Un nouveau titre") {
		t.Errorf("resources of assistants: %d, %s", w.Code, w.Body)
	}
}

// TestWatch: an open page learns of other content and of faults, at once.
func TestWatch(t *testing.T) {
	t.Parallel()
	x := titled(t, "Un titre")
	if s := newServerOver(t, x); get(t, s.Handler(), "/watch").Code != http.StatusNotFound || strings.Contains(get(t, s.Handler(), "/fr/").Body.String(), "watch") {
		t.Error("pages are watched where nobody asked for it")
	}
	synctest.Test(t, func(t *testing.T) {
		s, err := New(Config{Index: x, Messages: i18n.New(), Watch: true})
		if err != nil {
			t.Fatal(err)
		}
		edition := func(w *httptest.ResponseRecorder) (e string) {
			t.Helper()
			var answer struct{ Edition string }
			if err := json.Unmarshal(w.Body.Bytes(), &answer); err != nil || w.Code != http.StatusOK {
				t.Fatalf("%d, %s: %v", w.Code, w.Body, err)
			}
			return answer.Edition
		}
		first := edition(get(t, s.Handler(), "/watch?edition=none"))
		if body := get(t, s.Handler(), "/fr/").Body.String(); !strings.Contains(body, fmt.Sprintf(`data-edition="%s"`, first)) || strings.Contains(body, `role="alert"`) {
			t.Errorf("the page does not know its content, or has faults:\n%s", body)
		}
		wait := func(edition string) <-chan *httptest.ResponseRecorder {
			answered := make(chan *httptest.ResponseRecorder, 1)
			go func() { answered <- get(t, s.Handler(), "/watch?edition="+edition) }()
			synctest.Wait()
			return answered
		}
		begin, told := time.Now(), wait(first)
		if err := s.Keep([]*content.Problem{content.NewProblem("own/articles/<x>/fr.md", 3, "is nothing that an article has: remove it or correct its name")}); err != nil {
			t.Fatal(err)
		}
		second := edition(<-told)
		if second == first || !time.Now().Equal(begin) {
			t.Errorf("told after %v", time.Since(begin))
		}
		const fault = `role="alert"`
		for lang, want := range map[string]string{"fr": "retirez", "en": "remove"} {
			for _, path := range []string{"/", "/nothing"} { // none with code: what highlights it keeps a clock
				body := get(t, s.Handler(), "/"+lang+path).Body.String()
				if !strings.Contains(body, fault) || !strings.Contains(body, "own/articles/&lt;x&gt;/fr.md:3: ") || !strings.Contains(body, want) {
					t.Errorf("/%s%s does not tell the fault", lang, path)
				}
			}
		}
		told = wait(second)
		if err := s.Replace(t.Context(), x, nil); err != nil {
			t.Fatal(err)
		}
		third := edition(<-told)
		if third == second || strings.Contains(get(t, s.Handler(), "/fr/").Body.String(), fault) {
			t.Error("the fault is still told")
		}
		if same := edition(<-wait(third)); same != third || time.Since(begin) < watchTime {
			t.Errorf("%q after %v without a change", same, time.Since(begin))
		}
		told = wait(third)
		s.end()
		if w := <-told; w.Code != http.StatusServiceUnavailable {
			t.Errorf("at the end a page is answered %d", w.Code)
		}
	})
}
