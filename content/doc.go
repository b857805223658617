// Package content holds the troubleshooting articles and the reference of
// messages and codes: their format, their loading, their checks and their
// rendering. It knows nothing of search or HTTP.
//
// # Files
//
// Content is an [fs.FS] with this layout; [FS] is the embedded one, and a
// directory (os.DirFS) takes its place while writing:
//
//	articles/<id>/fr.md               the article; French is written first
//	articles/<id>/en.md               its translation
//	articles/<id>/questions.fr.txt    how people ask for it, one question a line
//	articles/<id>/errors.yaml         the errors that it solves; see [Template]
//	articles/<id>/pastes/01.txt       what people paste where the error does not show
//	articles/<id>/<name>.fr.svg       its figures, whose names are those of no other
//	messages/<part>.yaml              what WAPT's programs print; see [Message]
//	messages/<part>.fr.yaml           why, and what to do; so for each language
//	codes/<part>.yaml                 return codes of Windows and of programs; see [Code]
//	codes/<part>.fr.yaml              what they mean, and what to do
//	guide/<part>.yaml                 questions that lead to an article; see [Step]
//	guide/<part>.fr.yaml              their texts, and those of their answers
//
// An article must have fr.md, and questions in each of its languages. The folder words
// holds lists of words that search knows beside the articles; see its package.
//
// An id is a slug: lower-case ASCII letters, digits, single hyphens. It is the
// same in every language and never changes. Articles, messages, codes and
// steps of the guide share one space of ids.
//
// # Front matter
//
// A file opens with YAML between two lines "---"; its keys are requiredKeys and
// optionalKeys. A translation has only translatedKeys and translatedOptional, and takes the rest from the
// French file, so that no fact is written twice. Unknown, missing and empty keys are
// refused. See [Article] for the meaning of each. A condition, as in summaries, is one of
// package doc.
//
// # Body
//
// Markdown as package doc reads it, with the fixed level 2 headings of
// [SectionKinds], in that order. Level 3 headings may divide a section. Both languages
// must have the same headings in the same order. Links and figures must lead
// somewhere. Code is the same in both languages, except texts that programs translate and names
// that are made up.
//
// # Error templates
//
// See [Template]: the text of an error with its variable parts named,
// "timed out after {seconds} seconds". A template stands in one article, the one
// that it nearly always means; others that it may mean too have it with "also: true".
//
// # Messages and codes
//
// A file is a list of entries. Keys of a message: id, program, component,
// severity, errors, general (optional), versions (optional), article (optional),
// source. A message that names an article is solved there, and finds it; a general one
// names none. Keys of a code: code, name, family,
// retry (yes or no), severity, article (optional). A code is written as its id, see [CodeID]; [ParseCode] and [FindCodes]
// read it in any other form. The id of a program's exit code is its family and the
// number, dpkg-2, and its name has both: the same number is another code elsewhere.
// Beside it stand the files of its texts, one a language, with
// a mapping below each id: cause and remedy of a message, meaning and action of a code.
// Where a language has no such file, the primary texts are shown; a file has the texts of
// all entries. They are plain, of one paragraph. Unknown, missing
// and empty keys are refused, and so is a template that an article or another
// message has, whatever the names of its holes.
//
// # Guide
//
// A file is a list of steps. Keys of a step: id, hint (optional: its texts have one), and
// either choices, a mapping of an answer to the step or article that it leads to, or
// collect, a list of names of what to collect where no article fits. The texts of a step
// are text (the question, or what the end says), hint, and one for each answer or thing
// to collect. The first step has the id depart; each leads to an end.
//
// # Own content
//
// An organisation has a folder of the same layout beside ours ([LoadOwn], [Beside]). An article
// there needs a title, a text, and an error or a question, which may stand in its front matter
// (errors, questions). Beside it:
//
//	hidden.txt            ids of ours that are not shown any more, one a line
//	words/concepts.txt    words that mean the same there
//	words/foreign.txt     names of what its questions are not about
//
// It is text of strangers: sizes are bounded, and figures that do more than draw are refused.
//
// # Faults
//
// [Load] reports every fault it finds as a [Problem] with file, line and what to
// do, joined in one error. An unknown article, message or code is [ErrNotFound].
package content
