package counts

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"
	"time"

	"crypto/rand"

	"go.etcd.io/bbolt"
)

// A file has a bucket of days, in which each day has a bucket with its numbers, one of
// questions by the day and their id, and one that tells which file it is.
var (
	bucketDays      = []byte("days")
	bucketQuestions = []byte("questions")
	bucketFile      = []byte("file")
	keyID           = []byte("id")
)

// lockTime is how long to wait for another program that has the file open.
const lockTime = 5 * time.Second

// ErrNoFile is the kind of error for a file that does not exist.
var ErrNoFile = errors.New("there are no counts")

// Data is all that a file has, or several.
type Data struct {
	ID        string
	Days      Days
	Questions []Question // the newest first
}

// guarded does something with a file, unless it is damaged. What makes bbolt panic all the same
// is an error: a file that becomes shorter makes memory vanish.
func guarded(file string, do func() error) (err error) {
	if err := checkFile(file); err != nil {
		return err
	}
	defer debug.SetPanicOnFault(debug.SetPanicOnFault(true))
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: %w: %v", file, ErrDamaged, p)
		}
	}()
	return do()
}

// update changes a file in one piece, and makes it where there is none.
func update(file string, change func(*writer) error) error {
	return guarded(file, func() (err error) {
		db, err := bbolt.Open(file, 0o600, &bbolt.Options{Timeout: lockTime})
		if err != nil {
			return fmt.Errorf("opening %s: %w", file, err)
		}
		defer func() { err = errors.Join(err, db.Close()) }()
		return db.Update(func(tx *bbolt.Tx) error {
			if name, _ := tx.Cursor().First(); name != nil && tx.Bucket(bucketFile) == nil { // of another program
				return fmt.Errorf("%s: %w", file, ErrNotCounts)
			}
			w := &writer{}
			for name, bucket := range map[*[]byte]**bbolt.Bucket{&bucketDays: &w.days, &bucketQuestions: &w.questions, &bucketFile: &w.file} {
				if *bucket, err = tx.CreateBucketIfNotExists(*name); err != nil {
					return err
				}
			}
			if w.file.Get(keyID) == nil {
				if err := w.file.Put(keyID, []byte(rand.Text())); err != nil {
					return err
				}
			}
			return change(w)
		})
	})
}

// writer changes a file.
type writer struct{ days, questions, file *bbolt.Bucket }

// expire drops what is older than a day.
func (w *writer) expire(day string) error {
	for _, bucket := range []*bbolt.Bucket{w.days, w.questions} {
		for key, value := bucket.Cursor().First(); key != nil && string(key[:min(len(day), len(key))]) < day; key, value = bucket.Cursor().First() {
			if err := remove(bucket, key, value); err != nil {
				return err
			}
		}
	}
	return nil
}

// remove removes a bucket, which has no value, or a key.
func remove(from *bbolt.Bucket, key, value []byte) error {
	if value == nil {
		return from.DeleteBucket(key)
	}
	return from.Delete(key)
}

// add adds numbers to those of their days.
func (w *writer) add(days Days) error {
	for day, keys := range days {
		bucket, err := w.days.CreateBucketIfNotExists([]byte(day))
		if err != nil {
			return err
		}
		for k, n := range keys {
			name := []byte(string(k.Kind) + " " + k.Value)
			if err := bucket.Put(name, binary.BigEndian.AppendUint64(nil, number(bucket.Get(name))+n)); err != nil {
				return err
			}
		}
	}
	return nil
}

// number reads a number; what is none is 0.
func number(value []byte) uint64 {
	if len(value) != 8 {
		return 0
	}
	return binary.BigEndian.Uint64(value)
}

// keep keeps a question; where there are too many, the oldest go.
func (w *writer) keep(q Question) error {
	text, err := json.Marshal(q)
	if err != nil {
		return err
	}
	n := 0
	if err := w.questions.ForEach(func(_, _ []byte) error { n++; return nil }); err != nil {
		return err
	}
	for ; n >= maxQuestions; n-- {
		first, _ := w.questions.Cursor().First()
		if err := w.questions.Delete(first); err != nil {
			return err
		}
	}
	return w.questions.Put([]byte(q.Day+" "+q.ID), text)
}

// delete deletes a question by its id.
func (w *writer) delete(id string) error {
	for c, key := w.questions.Cursor(), []byte(nil); ; {
		if key == nil {
			key, _ = c.First()
		} else {
			key, _ = c.Next()
		}
		if key == nil {
			return nil
		}
		if _, its, _ := strings.Cut(string(key), " "); its == id {
			return w.questions.Delete(key)
		}
	}
}

// Read reads a file, also one that a server writes.
func Read(file string) (*Data, error) {
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("%s: %w", file, ErrNoFile)
	}
	d := &Data{Days: Days{}}
	err := guarded(file, func() error {
		db, err := bbolt.Open(file, 0, &bbolt.Options{Timeout: lockTime, ReadOnly: true})
		if err != nil {
			return fmt.Errorf("opening %s: %w", file, err)
		}
		defer db.Close()
		return db.View(d.read)
	})
	if err != nil {
		return nil, err
	}
	return d, nil
}

func (d *Data) read(tx *bbolt.Tx) error {
	days, questions, file := tx.Bucket(bucketDays), tx.Bucket(bucketQuestions), tx.Bucket(bucketFile)
	if days == nil || questions == nil || file == nil {
		return ErrNotCounts
	}
	d.ID = string(file.Get(keyID))
	for c, key := questions.Cursor(), []byte(nil); ; {
		var value []byte
		if key == nil {
			key, value = c.Last()
		} else {
			key, value = c.Prev()
		}
		if key == nil {
			break
		}
		var q Question
		if json.Unmarshal(value, &q) == nil {
			d.Questions = append(d.Questions, q)
		}
	}
	return days.ForEachBucket(func(day []byte) error {
		return days.Bucket(day).ForEach(func(name, value []byte) error {
			kind, of, _ := strings.Cut(string(name), " ")
			d.Days.add(string(day), Key{Kind(kind), of}, number(value))
			return nil
		})
	})
}

// Delete deletes a question of a file.
func Delete(file, id string) error {
	if _, err := os.Stat(file); errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s: %w", file, ErrNoFile)
	}
	return update(file, func(w *writer) error { return w.delete(id) })
}

// ErrSameFile is the kind of error for files of which one is a copy of another: their
// numbers would count twice.
var ErrSameFile = errors.New("these are the same counts")

// Merge adds up what several servers have counted.
func Merge(all ...*Data) (*Data, error) {
	out, seen := &Data{Days: Days{}}, map[string]bool{}
	for _, d := range all {
		if seen[d.ID] {
			return nil, ErrSameFile
		}
		seen[d.ID] = true
		out.Questions = append(out.Questions, d.Questions...)
		for day, keys := range d.Days {
			for k, n := range keys {
				out.Days.add(day, k, n)
			}
		}
	}
	return out, nil
}
