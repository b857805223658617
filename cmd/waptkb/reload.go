package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"slices"
	"syscall"
	"time"

	"waptkb/content"
	"waptkb/index"
	"waptkb/server"
)

// This file reads the content of a running server anew: when SIGHUP asks for it, when a
// deployment has put another folder or file in the place of one, and with --watch when any file
// of a folder has changed.

const (
	lookTime  = 5 * time.Second // between looks whether something was swapped
	watchTime = time.Second     // the same for an author: folders of other machines tell nothing
	quietTime = 100 * time.Millisecond
	lookShare = 10 // looking takes at most one of so many parts of the time
)

// reloader reads the content of a site anew.
type reloader struct {
	app     *app
	sources sources
	deep    bool // every file of a folder counts
	site    *server.Site
	log     *slog.Logger
	faulty  []string // files that what is there has left out
}

// run reads what has changed since it was loaded, until ctx ends. What still changes is not
// read: a copy may be half done.
func (r *reloader) run(ctx context.Context, loaded state) {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	every := lookTime
	if r.deep {
		every = watchTime
	}
	changed, stop := r.told(loaded)
	defer func() { stop() }()
	for seen, wait := loaded, every; ; {
		asked := false
		select {
		case <-ctx.Done():
			return
		case <-hangups:
			asked = true
		case <-changed:
			time.Sleep(quietTime)
		case <-time.After(wait):
		}
		begin := time.Now()
		now := r.look()
		if !asked && !now.equal(seen) {
			seen, wait = now, quietTime
			continue
		}
		wait = max(every, lookShare*time.Since(begin))
		if asked || !now.equal(loaded) {
			r.read(ctx)
			stop()
			changed, stop = r.told(now)
		}
		seen, loaded = now, now
	}
}

// read reads the content and has the site answer out of it. What has new faults takes nothing
// away that is there.
func (r *reloader) read(ctx context.Context) {
	begin := time.Now()
	x, faults, err := r.open()
	for _, p := range faults {
		r.log.Warn("a fault of the content", "file", p.File, "line", p.Line, "fault", p.In(r.app.lang))
	}
	files := faultyFiles(faults)
	isNew := func(file string) bool { return !slices.Contains(r.faulty, file) }
	if err != nil || slices.ContainsFunc(files, isNew) {
		r.log.Warn("the content that was there stays")
		err = r.site.Keep(faults)
	} else if err = r.site.Replace(ctx, x, faults); err == nil {
		r.faulty = files
		r.log.Info("the content was read anew", "articles", x.Library().Len(), "took", time.Since(begin))
	}
	if err != nil {
		r.log.Error("reading the content anew", "error", err)
	}
	debug.FreeOSMemory() // what reading took, and what was there before
}

// open reads the sources, and tells where their faults stand. A damaged file must not end the
// server.
func (r *reloader) open() (x *index.Index, faults []*content.Problem, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("the content is damaged: %v", p)
		}
		if err != nil && len(faults) == 0 {
			faults = []*content.Problem{content.NewProblem("--content", 0, "cannot be read: %v", err)}
		}
	}()
	for _, path := range r.sources.paths {
		if files, err := os.ReadDir(path); err == nil && len(files) == 0 { // a share that is not mounted
			return nil, nil, fmt.Errorf("%s: the folder is empty", path)
		}
	}
	x, found, err := r.app.openSources(r.sources)
	return x, append(located(found), content.Problems(err)...), err
}

// located gives the faults of sources by the paths of their files.
func located(found []reviewed) (faults []*content.Problem) {
	for _, s := range found {
		for _, p := range s.Faults {
			clone := *p
			clone.File = joined(s.path, p.File)
			faults = append(faults, &clone)
		}
	}
	return faults
}

// faultyFiles lists the files of faults.
func faultyFiles(faults []*content.Problem) (files []string) {
	for _, p := range faults {
		files = append(files, p.File)
	}
	return files
}
