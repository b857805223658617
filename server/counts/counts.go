// Package counts keeps, as numbers by day, what people asked and did not find, so that
// somebody can write it. It is off until a file is configured.
//
// # What is counted
//
//	sure, near, silent  searches by what came of them: an answer, articles near, nothing
//	answered            the article of an answer
//	nearest             the article that came closest where there was no answer
//	word                a word of our articles in such a question; shown from five askings on
//	code                a code of our reference, or an HRESULT, in such a question
//	yes, no, not-mine   what people said of an article
//
// Of a question itself nothing is kept, no unknown word, no name, no address, no time of
// day. A text is kept only when its asker sends it (a [Question]), with its secrets masked,
// as they have seen it.
//
// # How it is kept
//
// Numbers are added up in memory, where adding takes no lock of a file and no disk, and
// written every half minute and at the end: a server that is killed loses that half minute.
// The file is one of bbolt, whose writes are whole or not at all. It is open only while it
// is written or read, so that "waptkb report" reads that of a running server. What cannot
// be written (a full disk, a damaged file) is tried again, is told once in the log, and
// never fails a search. A damaged file is set aside, beside where it was, and another one begun;
// one that is something else is left alone. Days are dropped after thirteen months.
package counts

import (
	"cmp"
	"crypto/rand"
	"errors"
	"log/slog"
	"os"
	"slices"
	"sync"
	"time"

	"waptkb/content"
	"waptkb/index"
	"waptkb/index/redact"
)

// Kind says what is counted.
type Kind string

// What is counted; see the package comment.
const (
	Sure     Kind = "sure"
	Near     Kind = "near"
	Silent   Kind = "silent"
	Answered Kind = "answered"
	Nearest  Kind = "nearest"
	Word     Kind = "word"
	Code     Kind = "code"
	Yes      Kind = "yes"
	No       Kind = "no"
	NotMine  Kind = "not-mine"
)

// Votes lists what people may say of an article, in the order in which they are asked.
var Votes = []Kind{Yes, No, NotMine}

// Key is what has a number on each day.
type Key struct {
	Kind  Kind
	Value string // the article, the word, the code; empty for outcomes
}

// Days are numbers by day, 2006-01-02.
type Days map[string]map[Key]uint64

// add adds a number and tells whether the key is new.
func (d Days) add(day string, k Key, n uint64) (isNew bool) {
	keys := d[day]
	if keys == nil {
		keys = map[Key]uint64{}
		d[day] = keys
	}
	before := len(keys)
	keys[k] += n
	return len(keys) > before
}

// Question is a text that its asker has sent.
type Question struct {
	ID   string `json:"id"`
	Day  string `json:"day"`
	Lang string `json:"lang"`
	Text string `json:"text"` // without secrets
}

const (
	flushTime    = 30 * time.Second
	maxPending   = 20_000 // keys in memory; beyond them, while the disk is full, what is new is not counted
	maxQuestions = 1000   // in a file; the oldest go first
	keptMonths   = 13
	askedTime    = time.Hour // for which what is asked most is remembered
)

// Store counts. A nil one counts nothing. It is safe for concurrent use.
type Store struct {
	file string
	log  *slog.Logger
	now  func() time.Time

	writing sync.Mutex // held while the file is written

	mu        sync.Mutex
	pending   Days
	keys      int // in pending
	scheduled bool
	failing   bool
	closed    bool

	vocabulary vocabulary

	asking  sync.Mutex
	asked   []string
	askedAt time.Time
}

// New makes a store in a file, which is made when there is something to keep. log and
// now may be nil.
func New(file string, log *slog.Logger, now func() time.Time) *Store {
	if now == nil {
		now = time.Now
	}
	return &Store{file: file, log: cmp.Or(log, slog.New(slog.DiscardHandler)), now: now, pending: Days{}}
}

// Keys lists what is to be counted of a search.
func (s *Store) Keys(lib *content.Library, r *index.Response) []Key {
	switch {
	case s == nil:
		return nil
	case r.Answer != nil:
		return []Key{{Sure, ""}, {Answered, r.Answer.Article.ID}}
	}
	keys := []Key{{Silent, ""}}
	if len(r.Results) > 0 {
		keys = []Key{{Near, ""}, {Nearest, r.Results[0].Article.ID}}
	}
	for _, word := range s.vocabulary.in(lib, r.Query) {
		keys = append(keys, Key{Word, word})
	}
	return append(keys, codes(lib, r.Query)...)
}

// codes lists the codes of a text that are in the reference, and those that are an HRESULT
// of a fault: other numbers may be anything.
func codes(lib *content.Library, text string) (keys []Key) {
	for _, m := range content.FindCodes(text) {
		k := Key{Code, content.CodeID(m.Value)}
		if known := len(lib.CodesByValue(m.Value)) > 0; (known || m.Value>>28 == 8) && !slices.Contains(keys, k) {
			keys = append(keys, k)
		}
	}
	return keys
}

// Add counts something today.
func (s *Store) Add(keys ...Key) {
	if s == nil || len(keys) == 0 {
		return
	}
	day := s.today()
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, k := range keys {
		if _, known := s.pending[day][k]; !known && s.keys >= maxPending {
			continue
		}
		if s.pending.add(day, k, 1) {
			s.keys++
		}
	}
	s.schedule()
}

// schedule has what is pending written soon; s.mu is held.
func (s *Store) schedule() {
	if s.scheduled || s.closed {
		return
	}
	s.scheduled = true
	time.AfterFunc(flushTime, func() {
		s.mu.Lock()
		s.scheduled = false
		s.mu.Unlock()
		_ = s.Flush() // has been logged
	})
}

func (s *Store) today() string { return s.now().Format(time.DateOnly) }

// Flush writes what is pending.
func (s *Store) Flush() error { return s.write(nil) }

// write writes what is pending and what change does. What could not be written stays
// pending.
func (s *Store) write(change func(*writer) error) error {
	s.writing.Lock()
	defer s.writing.Unlock()
	s.setAside()
	s.mu.Lock()
	days := s.pending
	s.pending, s.keys = Days{}, 0
	s.mu.Unlock()
	if len(days) == 0 && change == nil {
		return nil
	}
	err := update(s.file, func(w *writer) error {
		if err := w.expire(s.now().AddDate(0, -keptMonths, 0).Format(time.DateOnly)); err != nil {
			return err
		}
		if err := w.add(days); err != nil || change == nil {
			return err
		}
		return change(w)
	})
	s.mu.Lock()
	defer s.mu.Unlock()
	switch {
	case err != nil && !s.failing:
		s.log.Error("counts cannot be written", "error", err)
	case err == nil && s.failing:
		s.log.Info("counts are written again")
	}
	if s.failing = err != nil; s.failing {
		for day, keys := range days {
			for k, n := range keys {
				if s.pending.add(day, k, n) {
					s.keys++
				}
			}
		}
		s.schedule()
	}
	return err
}

// setAside has a damaged file make room for another one.
func (s *Store) setAside() {
	damaged := checkFile(s.file)
	if !errors.Is(damaged, ErrDamaged) {
		return
	}
	aside := s.file + ".damaged-" + s.now().Format("20060102T150405")
	if err := os.Rename(s.file, aside); err != nil {
		return // writing it will tell
	}
	s.log.Error("the file of counts was damaged: another one is begun", "error", damaged, "aside", aside)
}

// Send keeps a question, at once: its asker is told whether it is kept.
func (s *Store) Send(text, lang string) error {
	q := Question{ID: rand.Text()[:10], Day: s.today(), Lang: lang, Text: redact.Secrets(text)}
	return s.write(func(w *writer) error { return w.keep(q) })
}

// Delete deletes a question.
func (s *Store) Delete(id string) error {
	return s.write(func(w *writer) error { return w.delete(id) })
}

// Data gives all that is kept, what is pending too where it can be written.
func (s *Store) Data() (*Data, error) {
	if err := s.Flush(); err != nil {
		return nil, err
	}
	d, err := Read(s.file)
	if errors.Is(err, ErrNoFile) { // nobody has asked anything yet
		return &Data{Days: Days{}}, nil
	}
	return d, err
}

// Asked lists the articles that were the answer most often, and more often than now and then,
// the first first. What cannot be read stays as it was.
func (s *Store) Asked() []string {
	if s == nil {
		return nil
	}
	s.asking.Lock()
	defer s.asking.Unlock()
	if now := s.now(); now.Sub(s.askedAt) >= askedTime {
		s.askedAt = now
		if d, err := s.Data(); err == nil { // else it has been logged
			s.asked = askedMost(d)
		}
	}
	return s.asked
}

func askedMost(d *Data) (ids []string) {
	for _, a := range NewReport(d, func(string) string { return "" }).Articles {
		if a.Answered >= askedOften {
			ids = append(ids, a.ID)
		}
	}
	return ids
}

// Close writes what is pending; nothing is written by itself any more.
func (s *Store) Close() error {
	if s == nil {
		return nil
	}
	s.mu.Lock()
	s.closed = true
	s.mu.Unlock()
	return s.Flush()
}
