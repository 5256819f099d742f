import { addDays, type Calendar, type NamedDate } from './calendar.ts';

/**
 * China's public holidays and make-up workdays as the State Council's General Office announced
 * them, with the later changes of 2019 (Labour Day) and 2020 (Spring Festival) worked in. A span
 * is `first/last` in `MM-DD`; one that begins in the year before says so.
 */
interface Notice {
  year: number;
  numbers: readonly string[];
  off: readonly (readonly [name: string, span: string])[];
  work: readonly (readonly [name: string, ...dates: string[]])[];
}

const notices: readonly Notice[] = [
  {
    year: 2019,
    numbers: ['国办发明电〔2018〕15号', '国办发明电〔2019〕3号'],
    off: [
      ['元旦', '2018-12-30/01-01'],
      ['春节', '02-04/02-10'],
      ['清明节', '04-05/04-07'],
      ['劳动节', '05-01/05-04'],
      ['端午节', '06-07/06-09'],
      ['中秋节', '09-13/09-15'],
      ['国庆节', '10-01/10-07'],
    ],
    work: [
      ['元旦', '2018-12-29'],
      ['春节', '02-02', '02-03'],
      ['劳动节', '04-28', '05-05'],
      ['国庆节', '09-29', '10-12'],
    ],
  },
  {
    year: 2020,
    numbers: ['国办发明电〔2019〕16号', '国办发明电〔2020〕1号'],
    off: [
      ['元旦', '01-01/01-01'],
      ['春节', '01-24/02-02'],
      ['清明节', '04-04/04-06'],
      ['劳动节', '05-01/05-05'],
      ['端午节', '06-25/06-27'],
      ['国庆节、中秋节', '10-01/10-08'],
    ],
    work: [
      ['春节', '01-19'],
      ['劳动节', '04-26', '05-09'],
      ['端午节', '06-28'],
      ['国庆节、中秋节', '09-27', '10-10'],
    ],
  },
  {
    year: 2021,
    numbers: ['国办发明电〔2020〕27号'],
    off: [
      ['元旦', '01-01/01-03'],
      ['春节', '02-11/02-17'],
      ['清明节', '04-03/04-05'],
      ['劳动节', '05-01/05-05'],
      ['端午节', '06-12/06-14'],
      ['中秋节', '09-19/09-21'],
      ['国庆节', '10-01/10-07'],
    ],
    work: [
      ['春节', '02-07', '02-20'],
      ['劳动节', '04-25', '05-08'],
      ['中秋节', '09-18'],
      ['国庆节', '09-26', '10-09'],
    ],
  },
  {
    year: 2022,
    numbers: ['国办发明电〔2021〕11号'],
    off: [
      ['元旦', '01-01/01-03'],
      ['春节', '01-31/02-06'],
      ['清明节', '04-03/04-05'],
      ['劳动节', '04-30/05-04'],
      ['端午节', '06-03/06-05'],
      ['中秋节', '09-10/09-12'],
      ['国庆节', '10-01/10-07'],
    ],
    work: [
      ['春节', '01-29', '01-30'],
      ['清明节', '04-02'],
      ['劳动节', '04-24', '05-07'],
      ['国庆节', '10-08', '10-09'],
    ],
  },
  {
    year: 2023,
    numbers: ['国办发明电〔2022〕16号'],
    off: [
      ['元旦', '2022-12-31/01-02'],
      ['春节', '01-21/01-27'],
      ['清明节', '04-05/04-05'],
      ['劳动节', '04-29/05-03'],
      ['端午节', '06-22/06-24'],
      ['中秋节、国庆节', '09-29/10-06'],
    ],
    work: [
      ['春节', '01-28', '01-29'],
      ['劳动节', '04-23', '05-06'],
      ['端午节', '06-25'],
      ['中秋节、国庆节', '10-07', '10-08'],
    ],
  },
  {
    year: 2024,
    numbers: ['国办发明电〔2023〕7号'],
    off: [
      // The notice joins New Year's Monday to the weekend before it.
      ['元旦', '2023-12-30/01-01'],
      ['春节', '02-10/02-17'],
      ['清明节', '04-04/04-06'],
      ['劳动节', '05-01/05-05'],
      ['端午节', '06-08/06-10'],
      ['中秋节', '09-15/09-17'],
      ['国庆节', '10-01/10-07'],
    ],
    work: [
      ['春节', '02-04', '02-18'],
      ['清明节', '04-07'],
      ['劳动节', '04-28', '05-11'],
      ['中秋节', '09-14'],
      ['国庆节', '09-29', '10-12'],
    ],
  },
  {
    year: 2025,
    numbers: ['国办发明电〔2024〕12号'],
    off: [
      ['元旦', '01-01/01-01'],
      ['春节', '01-28/02-04'],
      ['清明节', '04-04/04-06'],
      ['劳动节', '05-01/05-05'],
      ['端午节', '05-31/06-02'],
      ['国庆节、中秋节', '10-01/10-08'],
    ],
    work: [
      ['春节', '01-26', '02-08'],
      ['劳动节', '04-27'],
      ['国庆节、中秋节', '09-28', '10-11'],
    ],
  },
  {
    year: 2026,
    numbers: ['国办发明电〔2025〕7号'],
    off: [
      ['元旦', '01-01/01-03'],
      ['春节', '02-15/02-23'],
      ['清明节', '04-04/04-06'],
      ['劳动节', '05-01/05-05'],
      ['端午节', '06-19/06-21'],
      ['中秋节', '09-25/09-27'],
      ['国庆节', '10-01/10-07'],
    ],
    work: [
      ['元旦', '01-04'],
      ['春节', '02-14', '02-28'],
      ['劳动节', '05-09'],
      ['国庆节', '09-20', '10-10'],
    ],
  },
];

function fullDate(year: number, date: string): string {
  return date.length === 5 ? `${year}-${date}` : date;
}

function datesOff({ year, off }: Notice): NamedDate[] {
  return off.flatMap(([name, span]) => {
    const [first = '', last = ''] = span.split('/').map((date) => fullDate(year, date));
    const dates: NamedDate[] = [];
    for (let date = first; date <= last; date = addDays(date, 1)) dates.push({ date, name });
    return dates;
  });
}

function datesWorked({ year, work }: Notice): NamedDate[] {
  return work.flatMap(([name, ...dates]) =>
    dates.map((date) => ({ date: fullDate(year, date), name: `${name}调休` })),
  );
}

/** S0 6.6 b: five days of eight hours, China's public holidays excepted, make-up days included. */
export const cn5x8: Calendar = {
  id: 'cn-5x8',
  version: 1,
  zone: 'Asia/Shanghai',
  hours: { from: '09:00', to: '17:00' },
  daysOff: notices.flatMap(datesOff),
  workdays: notices.flatMap(datesWorked),
  weekend: [6, 7],
  officialUntil: '2026-12-31',
  source: `国务院办公厅关于部分节假日安排的通知: ${notices.flatMap(({ numbers }) => numbers).join(', ')}`,
};

/** S0 7.5.1 b: seven days of 24 hours, the default of couriers; no holiday interrupts it. */
export const always: Calendar = {
  id: 'always',
  version: 1,
  zone: 'Asia/Shanghai',
  hours: 'always',
  daysOff: [],
  workdays: [],
  weekend: [],
  officialUntil: '9999-12-31',
  source: 'S0 7.5.1 b',
};
