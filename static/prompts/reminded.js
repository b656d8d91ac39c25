// Lets this browser remember until when its reader wants to be left alone.
import { note } from "./memory.js";

const reminded = document.querySelector("[data-reminded]")?.dataset.reminded;
if (reminded) note({ reminded });
