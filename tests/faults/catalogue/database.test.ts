import { shortForms } from "../short-forms.ts";

shortForms("database");
