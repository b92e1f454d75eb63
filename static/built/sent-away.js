import"./shared/2ADZZYKP.js";
