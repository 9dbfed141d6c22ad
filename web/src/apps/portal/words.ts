/** The portal's words. A file of their own: it is a page without the desk's machinery, and has few of them. */
const en = {
  help: "Help",
  title: "How can we help?",
  lead: "Write to {name}. The answer comes by mail.",
  name: "Your name",
  optional: "optional",
  email: "Mail address",
  subject: "Subject",
  body: "Message",
  send: "Send message",
  sending: "Sending…",
  sent: "Your message is on its way",
  sentText: "{name} has received it. The answer comes by mail to {email}.",
  another: "Write another message",
  check: "Please check the marked fields.",
  needsEmail: "Enter a mail address such as ana@example.com.",
  needsSubject: "Say in a few words what it is about.",
  needsBody: "Write your message.",
  tooLong: "This is longer than {limit} characters.",
  failed: "The message could not be sent. It is still here: try again.",
  unreachable: "The page could not be loaded. Check your connection and try again.",
  again: "Try again",
  loading: "Loading…",
  nowhere: "There is nothing here",
  nowhereText: "Check the address, or answer the mail that brought you here.",
  confirmTitle: "Is this solved?",
  confirm: "Yes, it is solved",
  confirming: "Closing…",
  notYet: "Not yet? Answer the last mail, and we go on.",
  closed: "Thank you – this is closed",
  closedText: "Should it come up again, answer any of our mails.",
  open: "We are still at work on this",
  openText: "There is nothing to confirm now. To add something, answer our last mail.",
  confirmFailed: "This could not be saved. Try again.",
};

const de: typeof en = {
  help: "Hilfe",
  title: "Wie können wir helfen?",
  lead: "Schreiben Sie an {name}. Die Antwort kommt per E-Mail.",
  name: "Ihr Name",
  optional: "freiwillig",
  email: "E-Mail-Adresse",
  subject: "Betreff",
  body: "Nachricht",
  send: "Nachricht senden",
  sending: "Wird gesendet …",
  sent: "Ihre Nachricht ist unterwegs",
  sentText: "{name} hat sie erhalten. Die Antwort kommt per E-Mail an {email}.",
  another: "Weitere Nachricht schreiben",
  check: "Bitte prüfen Sie die markierten Felder.",
  needsEmail: "Geben Sie eine E-Mail-Adresse wie ana@example.com ein.",
  needsSubject: "Sagen Sie in wenigen Worten, worum es geht.",
  needsBody: "Schreiben Sie Ihre Nachricht.",
  tooLong: "Das ist länger als {limit} Zeichen.",
  failed: "Die Nachricht konnte nicht gesendet werden. Sie steht noch hier: Versuchen Sie es noch einmal.",
  unreachable: "Die Seite konnte nicht geladen werden. Prüfen Sie die Verbindung und versuchen Sie es noch einmal.",
  again: "Noch einmal versuchen",
  loading: "Wird geladen …",
  nowhere: "Hier ist nichts",
  nowhereText: "Prüfen Sie die Adresse, oder antworten Sie auf die E-Mail, die Sie hergebracht hat.",
  confirmTitle: "Ist das gelöst?",
  confirm: "Ja, es ist gelöst",
  confirming: "Wird geschlossen …",
  notYet: "Noch nicht? Antworten Sie auf die letzte E-Mail, dann machen wir weiter.",
  closed: "Danke – das ist geschlossen",
  closedText: "Falls es wieder auftritt, antworten Sie auf eine unserer E-Mails.",
  open: "Wir arbeiten noch daran",
  openText: "Im Moment gibt es nichts zu bestätigen. Um etwas zu ergänzen, antworten Sie auf unsere letzte E-Mail.",
  confirmFailed: "Das konnte nicht gespeichert werden. Versuchen Sie es noch einmal.",
};

const LANGUAGES: Record<string, typeof en> = { en, de };
export type Word = keyof typeof en;
export type Say = (word: Word, values?: Record<string, string>) => string;

/** The first of the reader's languages that we speak, else English. */
export function languageOf(wanted: readonly string[]): string {
  const known = wanted.map((each) => each.split("-")[0]?.toLowerCase() ?? "");
  return known.find((each) => each in LANGUAGES) ?? "en";
}

/** How to say things in a language, with values in braces. */
export function speaker(language: string): Say {
  const words = LANGUAGES[language] ?? en;
  return (word, values = {}) => words[word].replace(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "");
}
